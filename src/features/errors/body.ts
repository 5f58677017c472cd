/** The issue of something that goes wrong in production, as it stands now. Pure. */

import type { Round, Shown } from '../../issues/kind.ts';
import { code, inert } from '../../text/inert.ts';
import { duration } from '../../time/duration.ts';
import { momentOf } from '../../time/moment.ts';
import type { Sample } from './group.ts';
import { acknowledgedThere, finderNamed, sourceName } from './messages.ts';
import { changed, countOf, type Problem, type Story } from './story.ts';

const mostFrames = 8;
const mostMembers = 30;
const mostPlaces = 5;
/** GitHub takes no longer ones. */
const longestTitle = 200;
/** Enough of a commit for a command to take it. */
const typed = 12;
const short = (sha: string): string => `\`${sha.slice(0, 7)}\``;

export const shows = (problem: Problem, round: Round): Shown => ({
  title: titleOf(problem.story),
  body: bodyOf(problem, round),
  news: bodyOf(uncounted(problem), round),
});

/** As if it had happened once: that it goes on changes nothing here. */
function uncounted(problem: Problem): Problem {
  const { story } = problem;
  const still = (places: Story['environments']) =>
    Object.fromEntries(Object.entries(places).map(([name, { first }]) => [name, { first, last: first, alerts: 1 }]));
  const members = story.sample.members.map(({ name, firing }) => ({ name, firing, since: null }));
  return changed(
    { ...problem, badAt: problem.beganAt },
    {},
    {
      ...{ alerts: 1, counted: 1, before: 0 },
      environments: still(story.environments),
      releases: {},
      sample: { ...story.sample, users: null, members },
    },
  );
}

/** Without counts and ids. A place is named where there is one only. */
export function titleOf({ title, environments }: Pick<Story, 'title' | 'environments'>): string {
  const places = Object.keys(environments);
  const where = places.length === 1 ? `[${inert(places[0] ?? '', 60)}] ` : '';
  return `${where}${inert(title, longestTitle) || 'Something went wrong'}`;
}

function bodyOf(problem: Problem, round: Round): string {
  const { story } = problem;
  const parts = [
    headline(problem, round),
    whereOf(problem, round),
    deployOf(problem, round),
    membersOf(story.sample, round.timezone),
    framesOf(story, round),
    likelyOf(story, round),
    linksOf(story.sample),
    ackOf(problem, round),
    story.last ? lastOf(story.last, round) : '',
    ends(problem, round),
  ];
  return parts.filter(part => part !== '').join('\n\n');
}

export const timesOf = (problem: Problem): string =>
  countOf(problem) === 1 ? 'once' : `${countOf(problem).toLocaleString('en')} times`;

function headline(problem: Problem, { timezone }: Round): string {
  const { state, beganAt, endedAt, story } = problem;
  const since = momentOf(beganAt, timezone);
  const count = countOf(problem);
  const times = timesOf(problem);
  const users =
    story.sample.users === null || story.sample.users === 0 ? '' : ` to ${story.sample.users.toLocaleString('en')} people`;
  if (state === 'open' || state === 'watching')
    return `❌ **${story.level}** since ${since} (${timezone}), ${times}${users}${count === 1 ? '' : `, last at ${momentOf(problem.badAt, timezone)}`}.`;
  const until = endedAt ? momentOf(endedAt, timezone) : '';
  return `✅ Over: it happened ${times}${users} from ${since} to ${until}.`;
}

/** What the headline and the frames say already is not said again. */
function whereOf({ beganAt, story }: Problem, { timezone }: Round): string {
  const rows = [
    ['Environment', story.environments],
    ['Release', story.releases],
  ] as const;
  const lines = rows.flatMap(([what, places]) => {
    const all = Object.entries(places).sort(([, a], [, b]) => a.first - b.first);
    if (all.length === 0) return [];
    const said = all
      .slice(0, mostPlaces)
      .map(([name, { first }]) =>
        first <= beganAt.getTime() ? code(name) : `${code(name)} since ${momentOf(new Date(first), timezone)}`,
      )
      .join(', ');
    const more = all.length > mostPlaces ? ` and ${all.length - mostPlaces} more` : '';
    return [`${what}: ${said}${more}`];
  });
  return [...culpritOf(story.sample), ...lines].map(line => `- ${line}`).join('\n');
}

/** A place in the code, or what somebody wrote of it. */
function culpritOf(sample: Sample): string[] {
  const { culprit } = sample;
  if (culprit === null || shownFrames(sample).some(frame => frame.function === culprit || frame.file === culprit)) return [];
  return [/\s/.test(culprit) ? inert(culprit, 300) : `In ${code(culprit, 120)}`];
}

/** What was deployed there when it began. */
function deployOf({ state, story }: Problem, { page, prefix, repository }: Round): string {
  const { shipped, began, home } = story;
  if (!shipped) return '';
  const code = linked(home, shipped.sha, page, repository);
  const pull = shipped.pull === null ? '' : ` of ${numbered(home, shipped.pull, repository)}`;
  const place = inert(shipped.environment, 60);
  const back =
    shipped.before !== null && isHere(home, repository) && state === 'open'
      ? ` · \`${prefix}rollback ${shipped.environment} @${shipped.before.slice(0, typed)}\` goes back to what ran before`
      : '';
  const after = began && shipped.endedAt !== null ? began.at - shipped.endedAt : null;
  if (after === null) return `It began while ${code}${pull} was being deployed to **${place}**${back}.`;
  if (after > 24 * 3_600_000) return `**${place}** runs ${code}${pull}, deployed ${duration(after)} before.`;
  return `It began ${duration(Math.max(after, 0))} after the deploy of ${code}${pull} to **${place}**${back}.`;
}

const isHere = (home: Story['home'], { owner, name }: Round['repository']): boolean => home.owner === owner && home.name === name;

const numbered = (home: Story['home'], pull: number, repository: Round['repository']): string =>
  isHere(home, repository) ? `#${pull}` : `${home.owner}/${home.name}#${pull}`;

/** The page of the repository whose code it is. */
const pageOf = (home: Story['home'], page: string, repository: Round['repository']): string =>
  isHere(home, repository) ? page : page.replace(/[^/]+\/[^/]+$/, `${home.owner}/${home.name}`);

const linked = (home: Story['home'], sha: string, page: string, repository: Round['repository']): string =>
  `[${short(sha)}](${pageOf(home, page, repository)}/commit/${sha})`;

function membersOf({ members }: Sample, timezone: string): string {
  if (members.length === 0) return '';
  const sorted = members.toSorted((a, b) => Number(b.firing) - Number(a.firing));
  const lines = sorted.slice(0, mostMembers).map(({ name, firing, since }) => {
    const when = since === null || !firing ? '' : `, since ${momentOf(new Date(since), timezone)}`;
    return `- ${firing ? '❌' : '✅'} ${inert(name, 200)}${when}`;
  });
  const more = members.length > mostMembers ? [`- and ${members.length - mostMembers} more`] : [];
  return [...lines, ...more].join('\n');
}

function shownFrames({ frames }: Sample): Sample['frames'] {
  const own = frames.filter(one => one.own);
  return (own.length > 0 ? own : frames).slice(0, mostFrames);
}

/** Our own code, at the commit that was deployed there. */
function framesOf({ sample, shipped, home }: Story, { page, repository }: Round): string {
  const lines = shownFrames(sample).map(({ file, function: name, line, own }) => {
    const place = `${code(file, 150)}${line === null ? '' : ` line ${line}`}`;
    const path = own ? pathOf(file) : null;
    const link =
      shipped && path !== null
        ? `[${place}](${pageOf(home, page, repository)}/blob/${shipped.sha}/${path}${line === null ? '' : `#L${line}`})`
        : place;
    return `- ${name === null ? '' : `${code(name, 100)} in `}${link}`;
  });
  return lines.join('\n');
}

/** As it is called in the repository, as far as that can be told; null where it stands on a machine, or is no code of ours. */
function pathOf(file: string): string | null {
  const path = file.replaceAll('\\', '/').replace(/^(?:[a-z]+:\/\/\/)?(?:\.\/)?/i, '');
  if (path.startsWith('/') || path.includes('..') || !/^[\w./@+-]+$/.test(path)) return null;
  return path.split('/').map(encodeURIComponent).join('/');
}

function likelyOf({ likely, home }: Story, { page, repository }: Round): string {
  if (likely.length === 0) return '';
  const lines = likely.map(({ sha, title, pull, reasons }) => {
    const what = pull === null ? linked(home, sha, page, repository) : numbered(home, pull, repository);
    return `- ${what} ${inert(title, 100)}: ${reasons.join('; ')}`;
  });
  return ['**Likely changes**', ...lines].join('\n');
}

function linksOf({ source, url, runbook, silence }: Sample): string {
  const links = [
    ...(url === null ? [] : [`[see it at ${sourceName(source)}](${url})`]),
    ...(runbook === null ? [] : [`[what to do](${runbook})`]),
    ...(silence === null ? [] : [`[silence it there](${silence})`]),
  ];
  return links.join(' · ').replace(/^\[./, first => first.toUpperCase());
}

function ackOf({ story: { ack, sample }, state }: Problem, { timezone }: Round): string {
  if (!ack || state !== 'open') return '';
  const when = momentOf(new Date(ack.at), timezone);
  if (ack.where === 'source') return `${acknowledgedThere(ack.by, sample.source).slice(0, -1)}, on ${when}.`;
  return `👀 ${ack.by === null ? 'Somebody' : code(ack.by)} looks at it since ${when}.`;
}

const lastOf = ({ number, endedAt }: NonNullable<Story['last']>, { timezone }: Round): string =>
  number === null
    ? `The same ended on ${momentOf(new Date(endedAt), timezone)}.`
    : `The same ended on ${momentOf(new Date(endedAt), timezone)}: #${number}.`;

function ends({ state, left, story }: Problem, { prefix }: Round): string {
  if (state !== 'open' || left !== null) return '';
  const say = (word: string) => `\`${prefix}${word}\``;
  const finder = finderNamed(story);
  const toldOver = finder === null ? `when ${sourceName(story.sample.source)} says that it is over, or ` : '';
  const found = finder === null ? '' : `${finder.replace(/^t/, 'T')} finds it. `;
  const next =
    story.ack?.where === 'here'
      ? `${say('resolve')} says that it is over · ${say('snooze 2d')} keeps me quiet`
      : `${say('ack')} says that you look at it · ${say('resolve')} that it is over`;
  return `${found}This closes itself ${toldOver}when it has not happened for ${duration(story.closeAfter)}. ${next}.`;
}

/** The issue of a build that broke, as it stands now. Pure. */
import { list } from '../../config/words.ts';
import type { Round, Shown } from '../../issues/kind.ts';
import { code, fenced, inert } from '../../text/inert.ts';
import { momentOf } from '../../time/moment.ts';
import { enoughPasses } from './flaky.ts';
import { readAbout } from './report.ts';
import { fixOf } from './settling.ts';
import { type Build, type Check, changed, type Seen, type Story } from './story.ts';

const mostChecks = 20;
const short = (sha: string): string => `\`${sha.slice(0, 7)}\``;

export const shows = (build: Build, round: Round): Shown => ({
  title: titleOf(build.story),
  body: bodyOf(build, round),
  news: bodyOf(uncounted(build), round),
});

/** As if it had failed once: the same thing failing again changes nothing here. */
function uncounted(build: Build): Build {
  const { story } = build;
  const checks = story.checks.map(check => ({ ...check, last: check.first, url: null }));
  const fault = story.fault && { ...story.fault, fatal: story.fault.print, around: [], rest: [] };
  return changed(build, {}, { checks, fault, strip: '', runs: 1, passes: 0 });
}

/** GitHub takes no longer ones. */
const longestTitle = 240;

/** Without counts and ids. */
export function titleOf(story: Story): string {
  const letters = [...wholeTitle(story)];
  return letters.length > longestTitle ? `${letters.slice(0, longestTitle - 1).join('')}…` : letters.join('');
}

function wholeTitle({ shape, kind, checks, source, branch, cause }: Story): string {
  if (shape === 'cause') return `Builds fail through no fault of the code: ${inert((cause ?? '').replace(/\.$/, ''), 120)}`;
  if (kind === 'deploy') return `Deploys to ${inert(branch, 80)} fail`;
  if (shape === 'broken') return `${inert(branch, 80)} is red: GitHub cannot run ${inert(source, 100)}`;
  const [first, ...others] = checks;
  if (shape === 'many' || !first) return `${inert(branch, 80)} is red: ${inert(source, 100)}`;
  if (kind === 'status' || kind === 'app') return `${inert(branch, 80)} is red: ${inert(first.name, 120)}`;
  const more = others.length > 0 ? ' and others' : '';
  return `${inert(branch, 80)} is red: ${inert(first.name, 100)}${more} in ${inert(source, 80)}`;
}

function bodyOf(build: Build, round: Round): string {
  const { story } = build;
  const parts = [
    headline(build, round),
    brokenOf(story),
    story.shape === 'one' && story.checks.length === 1 ? '' : listOf(story),
    faultOf(story),
    rangeOf(build, round),
    againOf(story),
    elsewhereOf(build),
    beforeOf(story, round),
    likelyOf(story),
    story.strip === '' ? '' : `Lately: ${story.strip}`,
    ends(build, round),
  ];
  return parts.filter(part => part !== '').join('\n\n');
}

const counted = (count: number, one: string, many: string): string => (count === 1 ? `one ${one}` : `${count} ${many}`);

function headline({ state, story, beganAt, endedAt }: Build, { timezone }: Round): string {
  const since = momentOf(beganAt, timezone);
  const runs = story.kind === 'deploy' ? counted(story.runs, 'deploy', 'deploys') : counted(story.runs, 'run', 'runs');
  if (state === 'closed' || state === 'moot') {
    const fix = state === 'closed' ? fixOf({ story }) : null;
    const until = endedAt ? momentOf(endedAt, timezone) : '';
    return `✅ ${fix ? `Mended by ${linked(fix)}` : 'Over'}: it was red from ${since} to ${until}, for ${runs}.`;
  }
  if (story.flaky)
    return `🎲 Flaky since ${momentOf(new Date(story.flaky.since), timezone)}: ${runs} failed, ${story.passes} passed since the last of them.`;
  return `❌ Red since ${since} (${timezone}), for ${runs}.`;
}

const brokenOf = ({ shape, checks }: Story): string => {
  const page = checks.at(-1)?.last.url ?? null;
  if (shape !== 'broken') return '';
  return `GitHub cannot read the workflow, so none of its jobs began. ${page === null ? 'The page of its run' : `[The page of its run](${page})`} says what it stumbles over.`;
};

const linked = ({ sha, url }: Seen): string => (url === null ? short(sha) : `[${short(sha)}](${url})`);

function listOf({ checks, shape }: Story): string {
  if (shape === 'broken') return '';
  // What all of them say stands below.
  const differ = new Set(checks.map(({ print }) => print)).size > 1;
  const lines = checks.slice(0, mostChecks).map(({ about, name, fixed, url, last, fatal }) => {
    const label = url === null ? code(name, 120) : `[${code(name, 120)}](${url})`;
    const why = differ && shape !== 'cause' && fatal !== null ? `: ${inert(fatal, 200)}` : '';
    const what = shape === 'cause' ? `${label}${placeOf(about)}` : label;
    return fixed ? `- ✅ ${what}, since ${linked(fixed)}` : `- ❌ ${what}, last at ${short(last.sha)}${why}`;
  });
  const more = checks.length > mostChecks ? [`- and ${checks.length - mostChecks} more`] : [];
  return [...lines, ...more].join('\n');
}

/** What is nobody's fault shows in many places. */
function placeOf(line: string): string {
  const about = readAbout(line);
  return about ? ` of ${code(about.name, 100)} on ${code(about.branch, 100)}` : '';
}

function faultOf({ fault, shape }: Story): string {
  if (!fault || shape === 'cause') return '';
  const parts = [`> ${inert(fault.fatal, 500)}`];
  const around = fault.around.join('\n').trim();
  if (around !== '' && around !== fault.fatal.trim()) parts.push(fenced(around));
  const rest = fault.rest.join('\n').trim();
  if (rest !== '') parts.push(`<details><summary>the rest of it</summary>\n\n${fenced(rest)}\n\n</details>`);
  return parts.join('\n\n');
}

function rangeOf({ story, state }: Build, { page }: Round): string {
  if (story.kind === 'deploy') return deployOf(story.checks, page);
  if (story.shape === 'cause') return '';
  const firsts = story.checks.map(({ first }) => first);
  const lasts = story.checks.flatMap(({ last, fixed }) => (fixed ? [] : last));
  const first = firsts.reduce<Seen | null>((a, b) => (a && a.at <= b.at ? a : b), null);
  const last = lasts.reduce<Seen | null>((a, b) => (a && a.at >= b.at ? a : b), null);
  if (!first) return '';
  const green = story.range?.green ?? null;
  const words = [`First red: ${linked(first)}`];
  if (last && last.sha !== first.sha && state === 'open') words.push(`still red at ${linked(last)}`);
  if (green?.sha === first.sha)
    words.unshift(`It was green at this very commit before, in ${linked(green)}: nothing here has changed since`);
  else if (green) {
    const compare = `${page}/compare/${green.sha.slice(0, 12)}...${first.sha.slice(0, 12)}`;
    const commits = counted(story.range?.ahead ?? 0, 'commit', 'commits');
    words.unshift(`Last green: ${linked(green)}`);
    words.push(`between them [${commits}](${compare})`);
  }
  const log = story.checks.length === 1 ? story.checks[0]?.url : null;
  if (log) words.push(`[log](${log})`);
  return `${words.join(' · ')}.`;
}

function deployOf([check]: Check[], page: string): string {
  if (!check) return '';
  const { sha, run } = check.last;
  return `Failed last with ${short(sha)}${run === 0 ? '' : `, in [its run](${page}/actions/runs/${run})`}.`;
}

/** What another try at the same commit came to. */
function againOf({ kind, checks, sameCommit, flaky }: Story): string {
  if (flaky || kind !== 'workflow') return '';
  if (sameCommit) return 'Run again at the same commit, it passed.';
  return checks.some(({ last, fixed }) => fixed === null && last.attempt > 1)
    ? 'Run again at the same commit, it failed again.'
    : '';
}

function likelyOf({ range, shape }: Story): string {
  if (!range || range.likely.length === 0 || shape === 'cause') return '';
  const lines = range.likely.map(({ sha, title, pull, reasons }) => {
    const why = reasons.length > 0 ? `: ${reasons.join('; ')}` : '';
    return `- ${short(sha)} ${inert(title, 120)}${pull === null ? '' : ` (#${pull})`}${why}`;
  });
  return `**Likely changes**\n${lines.join('\n')}`;
}

function beforeOf({ before }: Story, { timezone }: Round): string {
  if (!before) return '';
  const where = before.number === null ? 'here' : `in #${before.number}`;
  const fixed = before.fixed === null ? '' : `; ${short(before.fixed)} mended it`;
  return `Seen before ${where}, until ${momentOf(new Date(before.endedAt), timezone)}${fixed}.`;
}

function elsewhereOf({ state, story: { elsewhere } }: Build): string {
  if (elsewhere.length === 0 || state !== 'open') return '';
  const named = elsewhere.map(({ branch, number }) => `${code(branch)}${number === null ? '' : ` (#${number})`}`);
  return `The same is red on ${list(named, 'and')}.`;
}

function ends({ state, story }: Build, { prefix }: Round): string {
  if (state !== 'open') return '';
  const say = (word: string) => code(`${prefix}${word}`);
  if (story.shape === 'cause')
    return `This closes itself when each of these has passed again. ${say('rerun')} runs them again · ${say('snooze 2d')} keeps me quiet.`;
  if (story.flaky)
    return `This closes itself when it has been quiet for so long that chance cannot explain it, and at least ${enoughPasses} runs have passed. ${say('flaky no')} if it is not flaky · ${say('snooze 2d')} keeps me quiet.`;
  if (story.shape === 'broken') return `This closes itself when a run of it can begin. ${say('snooze 2d')} keeps me quiet.`;
  const what =
    story.kind === 'deploy'
      ? 'a deploy there ends well'
      : story.checks.length > 1
        ? 'each of these passes at a later commit'
        : 'it passes at a later commit';
  return `This closes itself when ${what}. ${story.kind === 'workflow' ? `${say('rerun')} runs what failed again · ` : ''}${say('snooze 2d')} keeps me quiet.`;
}

import type { Ask } from '../../src/core/feature.ts';
import { keyIn } from '../../src/core/marker.ts';
import { pullsRead } from '../../src/features/reminders/reading.ts';
import type { Row } from '../../src/features/reminders/row.ts';
import { allRows } from '../../src/features/reminders/store.ts';
import { episodeOf, runningNow, turnOf } from '../../src/features/reminders/turns/turn-of.ts';
import { connect } from '../../src/github/client.ts';
import { readsOn } from '../../src/github/reads.ts';
import type { Repository } from '../../src/sandbox/github/index.ts';
import { openStore } from '../../src/store/connection.ts';
import { sessionOn } from '../../src/store/session.ts';
import type { ReminderStory } from './reminders-story.ts';
import { nameOf, people } from './reminders-world.ts';

/** What must be true when all is quiet: judged by what stands on GitHub, what was written there, and what everybody has done. */

const commentRoute = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';

interface Said {
  thread: string;
  key: string;
  text: string;
  at: Date;
  minimized: boolean;
}

export async function wrongsOf(one: ReminderStory): Promise<string[]> {
  const { box } = one.story;
  const said = await saidIn(one);
  const wrongs = [
    ...twice(said.map(({ key }) => key)).map(key => `${key} was posted twice`),
    ...nudged(said),
    ...heard(said),
    ...atNight(said),
    ...asked(one, said),
    ...opened(one),
    ...deleted(one),
    ...(await known(one, said)),
    ...(await waiting(one)),
  ];
  const aside = await one.story.query<{ name: string; error: string }>(
    `select name, error from deliveries where state = 'aside'`,
  );
  const [locked] = await one.story.query<{ n: number }>(
    'select deadlocks::int as n from pg_stat_database where datname = current_database()',
  );
  return [
    ...wrongs,
    ...aside.map(({ name, error }) => `${name} was set aside: ${error}`),
    ...(locked?.n ? [`${locked.n} deadlocks`] : []),
    ...box.unknownRoutes.map(route => `the box does not know ${route}`),
  ];
}

/** By what was written, so that nothing that somebody deleted is missed, with the time at which it was let go. */
export async function saidIn(one: ReminderStory): Promise<Said[]> {
  const { box } = one.story;
  const left = await one.story.query<{ key: string; at: Date }>(
    `select key, sent_at as at from effects where kind = 'comment' and sent_at is not null`,
  );
  const times = new Map(left.map(({ key, at }) => [key, at]));
  return box.ledger.of(commentRoute).flatMap(({ repository, number, body, at, ids }) => {
    const text = textOf(body);
    const key = keyIn(text);
    if (key === null || !repository || number === null) return [];
    const comment = box.world.comments.find(Number(ids.comment ?? 0));
    return { thread: `${repository}#${number}`, key, text, at: times.get(key) ?? at, minimized: comment?.minimized != null };
  });
}

const textOf = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'body' in body && typeof body.body === 'string' ? body.body : '';
const twice = (all: string[]): string[] => [...new Set(all.filter((one, place) => all.indexOf(one) !== place))];
const isNudge = ({ key }: Said): boolean => key.startsWith('nudge:');
const isTeams = ({ key }: Said): boolean => key.endsWith(':team');
/** Without what it is called when it is tried once more. */
const episodeIn = ({ key }: Said): string => key.split(':').slice(0, 4).join(':');
/** In a span of code nobody is called. */
const called = ({ text }: Said): string[] =>
  [...text.replace(/`[^`\n]*`/g, '').matchAll(/@([a-z]+)\b/g)].flatMap(([, login]) =>
    people.find(one => one === login) ? [login ?? ''] : [],
  );

function nudged(said: Said[]): string[] {
  const nudges = said.filter(isNudge);
  const mentions = nudges.flatMap(one => called(one).map(login => `${login} in ${one.thread} for ${episodeIn(one)}`));
  return [
    ...twice(nudges.filter(one => !isTeams(one)).map(episodeIn)).map(key => `${key} was said twice`),
    ...twice(nudges.filter(isTeams).map(episodeIn)).map(key => `${key} was said twice to the team`),
    ...twice(mentions).map(mention => `twice called: ${mention}`),
  ];
}

/** Over both repositories. */
const heard = (said: Said[]): string[] =>
  twice(said.flatMap(one => called(one).map(login => `${login} on ${one.at.toISOString().slice(0, 10)}`))).map(
    who => `heard twice: ${who}`,
  );

const atNight = (said: Said[]): string[] =>
  said
    .filter(isNudge)
    .filter(({ at }) => at.getUTCHours() < 9 || at.getUTCHours() >= 17)
    .map(({ key, at }) => `${key} at ${at.toISOString()}`);

/** Once, until somebody has done something. */
function asked({ world }: ReminderStory, said: Said[]): string[] {
  const questions = Map.groupBy(
    said.filter(({ key }) => key.startsWith('stale:')),
    ({ thread }) => thread,
  );
  return [...questions].flatMap(([thread, all]) =>
    all.slice(1).flatMap((one, place) => {
      const deeds = world.deeds.get(thread) ?? [];
      const isNew = deeds.some(at => at > (all[place]?.at ?? at) && at <= one.at);
      return isNew ? [] : [`${thread} is asked about twice`];
    }),
  );
}

function opened({ world }: ReminderStory): string[] {
  return world.repositories.flatMap(at => {
    const titles = world.ours(at).map(({ row }) => row.title);
    return twice(titles).map(title => `${at.fullName} has two issues "${title}"`);
  });
}

function deleted({ story: { box }, world }: ReminderStory): string[] {
  const gone = box.ledger
    .of('DELETE /repos/{owner}/{repo}/actions/artifacts/{artifact_id}')
    .map(({ ids, repository }) => `${repository} ${Object.values(ids).join()}`);
  const left = world.repositories.flatMap(at => at.artifacts.map(({ name }) => `${at.fullName} ${name}`));
  const all = world.repositories.flatMap(at => ['coverage', 'dist', 'logs'].map(name => `${at.fullName} ${name}`));
  // What could not leave within the hour of its check is told, and has to be ticked once more.
  const told = world.repositories.flatMap(at =>
    world
      .ours(at)
      .flatMap(({ row }) => [...(row.body ?? '').matchAll(/`(\w+)`[^\n]*it was not deleted/g)])
      .map(([, name]) => `${at.fullName} ${name}`),
  );
  return [
    ...twice(gone).map(artifact => `${artifact} was deleted twice`),
    ...all
      .filter(one => left.includes(one) === world.ticked.has(one) && !(left.includes(one) && told.includes(one)))
      .map(one => `${one} is ${left.includes(one) ? 'ticked and there' : 'gone, and nobody ticked it'}`),
  ];
}

/** Each open pull request has a row that says what is true now, and what stands there unfolded is of this stretch of waiting. */
async function known(one: ReminderStory, said: Said[]): Promise<string[]> {
  const store = openStore(one.story.database.config, { warn() {} });
  try {
    const session = await store.db.transaction().execute(async tx => {
      const rows = new Map<number, Row[]>();
      for (const at of one.world.repositories) rows.set(at.id, await allRows(sessionOn(tx), at));
      return rows;
    });
    const peek: Ask['peek'] = look => store.db.transaction().execute(tx => look(sessionOn(tx)));
    const all = await Promise.all(
      one.world.repositories.map(at => knownIn(one, at, { rows: session.get(at.id) ?? [], peek, said })),
    );
    return all.flat();
  } finally {
    await store.close();
  }
}

async function knownIn(
  one: ReminderStory,
  at: Repository,
  { rows, peek, said }: { rows: Row[]; peek: Ask['peek']; said: Said[] },
): Promise<string[]> {
  const { box } = one.story;
  const { appId, privateKey } = box.credentials;
  const github = connect({ appId, privateKey, apiUrl: box.url }, { debug() {}, warn() {} });
  const here = {
    id: at.id,
    installation: box.install('acme').id,
    owner: 'acme',
    name: at.row.name,
    private: true,
    defaultBranch: 'main',
  };
  const numbers = one.world.openIn(at).map(({ number }) => number);
  const ask = { github: readsOn(github.on(here), here, appId), peek };
  const { pulls } = await pullsRead({ which: { numbers }, votesOn: [] }, ask);
  const wrongs = rows
    .filter(({ number }) => !numbers.includes(number))
    .map(({ number }) => `${nameOf(at, number)} is over, and has a row`);
  for (const pull of pulls) {
    const row = rows.find(({ number }) => number === pull.number);
    const name = nameOf(at, pull.number);
    if (!row) {
      wrongs.push(`${name} has no row`);
      continue;
    }
    const running = runningNow(pull);
    const around = {
      quietLabels: ['blocked', 'on hold'],
      bots: false,
      frozen: null,
      conflictSince: row.conflictSince,
      redSince: row.redSince,
      clearSince: row.clearSince,
      greenSince: row.greenSince,
      stuckSince: row.turn.why.some(({ because }) => because === 'stuck') ? row.runningSince : null,
      redAgain: row.turn.why.flatMap(why => (why.because === 'red' ? why.checks : [])).filter(name => running.includes(name)),
    };
    const turn = turnOf(pull, around);
    // Where all who are left were called, an older name stays.
    if (episodeOf(row.turn) !== episodeOf(turn) || JSON.stringify(row.turn.why) !== JSON.stringify(turn.why))
      wrongs.push(`${name} is ${JSON.stringify(turn)}, and its row says ${JSON.stringify(row.turn)}`);
    if (row.head !== pull.head) wrongs.push(`${name} has another head in its row`);
    if (row.nudge && row.nudge.episode !== row.episode) wrongs.push(`${name} has the nudge of another episode`);
  }
  const standing = rows.flatMap(({ nudge }) => (nudge ? [nudge.comment, nudge.escalated?.comment ?? ''] : []));
  const left = said.filter(({ thread }) => thread.startsWith(`${at.fullName}#`)).filter(isNudge);
  return [
    ...wrongs,
    ...left
      .filter(({ key, minimized }) => !minimized && !standing.includes(key))
      .map(({ key, thread }) => `${key} still stands in ${thread}`),
    ...left
      .filter(({ key, minimized }) => minimized && standing.includes(key))
      .map(({ key, thread }) => `${key} is hidden in ${thread}`),
  ];
}

/** Somebody will look again, and nothing that was heard is left. */
async function waiting(one: ReminderStory): Promise<string[]> {
  const marks = await one.story.query<{ number: number }>('select number from pulls_to_read');
  const looks = await one.story.query<{ id: number; at: Date; dues: string }>(`
    select repository_id as id, next_at as at, coalesce(string_agg(concat_ws(' ', d.state, d.due_at, d.attempts, d.error), ', '), 'nothing') as dues
    from reminder_books left join deliveries d on d.name = 'Due' and d.state in ('waiting', 'aside')
      and d.key = concat_ws('/', repository_id, 'reminders', repository_id)
    group by repository_id, next_at
    having coalesce(bool_and(abs(extract(epoch from d.due_at - next_at)) > 0.01), true)`);
  const [books] = await one.story.query<{ n: number }>('select count(*)::int as n from reminder_books');
  return [
    ...marks.map(({ number }) => `#${number} is still marked`),
    ...looks.map(({ id, at, dues }) => `nobody looks at ${id} at ${at.toISOString()}, but ${dues}`),
    ...(books?.n === one.world.repositories.length ? [] : [`${books?.n} repositories are looked at`]),
  ];
}

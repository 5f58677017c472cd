/** What a run said, held against what is known of each check: begins, goes on, comes back, is over. Pure. */
import { isOn, newEpisode, sameFor } from '../../issues/episode.ts';
import { type Heard, keyOf } from './heard.ts';
import { isMended, onlyWarns, stopped } from './messages.ts';
import { joined, type Known, type Standing } from './standing.ts';
import { changed, of, type Seen, type Story, type Trouble } from './story.ts';

export interface Given {
  heard: Heard[];
  /** The run that said it. */
  seen: Seen;
  before: Standing[];
  /** What goes on. */
  on: Trouble[];
  /** The last of each key. */
  last: Map<string, Trouble>;
  /** For those that begin. */
  ids: string[];
  now: Date;
}

interface Judged {
  standings: Standing[];
  /** Those that are another than before. */
  troubles: Trouble[];
}

export function judge(given: Given): Judged {
  const before = new Map(given.before.map(one => [keyOf(one), one]));
  const standings: Standing[] = [];
  const troubles: Trouble[] = [];
  for (const [place, heard] of given.heard.entries()) {
    const was = before.get(keyOf(heard.standing)) ?? null;
    const is = joined(was, heard.standing);
    // Something newer was heard before.
    if (!is) continue;
    standings.push(is);
    const trouble = became(given, { heard, was, is, id: given.ids[place] ?? '' });
    if (trouble) troubles.push(trouble);
  }
  return { standings, troubles };
}

interface One {
  heard: Heard;
  was: Standing | null;
  is: Standing;
  id: string;
}

/** Null: nobody has to hear of it. */
function became(given: Given, one: One): Trouble | null {
  const { was, is } = one;
  const on = given.on.find(({ key }) => key === keyOf(is)) ?? null;
  const unknown = unknownOf(is);
  // What nobody knows ends nothing, and begins nothing.
  if (!is.known || is.known === was?.known) return on && changed(on, {}, { unknown });
  if (is.known.verdict === 'fail') return on ? goesOn(given, on, one) : begins(given, one);
  return on && mended(given, on, is.known);
}

const unknownOf = ({ unknown }: Standing): Story['unknown'] =>
  unknown && { run: unknown.run, at: unknown.at.getTime(), says: unknown.says };

const found = ({ seen }: Given, { is, heard: { outcome } }: One) => ({
  ...{ kind: is.kind, line: is.line, findings: outcome.findings, details: outcome.details },
  ...{ last: seen, unknown: unknownOf(is) },
});

const goesOn = (given: Given, on: Trouble, one: One): Trouble =>
  changed(
    on,
    { badAt: new Date(given.seen.at) },
    { ...found(given, one), runs: on.story.runs + (on.story.last.run === given.seen.run ? 0 : 1) },
  );

function begins(given: Given, one: One): Trouble {
  const { seen, now } = given;
  const { environment, name } = one.is;
  const key = keyOf(one.is);
  const times = { beganAt: new Date(seen.at), badAt: new Date(seen.at) };
  const last = given.last.get(key);
  const story: Story = {
    ...{ environment, name, ...found(given, one), first: seen, runs: 1 },
    ...{ ending: null, mended: null, warns: '' },
    before: last?.endedAt ? { number: last.number, endedAt: last.endedAt.getTime() } : null,
  };
  if (!last || !isSame(last, now))
    return newEpisode({ id: one.id, of, about: `${environment}/${name}`, key, state: 'open', ...times, story });
  const again = { ...story, before: story.before && { ...story.before, number: null } };
  return { ...last, ...times, state: 'open', endedAt: null, story: again };
}

/** One that somebody keeps open is the same however long ago it ended. */
const isSame = (last: Trouble, now: Date): boolean =>
  !isOn(last) && last.left === null && (last.shut === 'kept' || now.getTime() - (last.endedAt?.getTime() ?? 0) < sameFor);

/** Null: it failed later, which its issue remembers where our rows do not. */
function mended({ seen, now }: Given, on: Trouble, { verdict, says }: Known): Trouble | null {
  if (seen.at < on.story.last.at) return null;
  const story = { ...on.story, mended: seen, unknown: null };
  return verdict === 'warn'
    ? ended(changed(on, {}, { ...story, ending: 'warned', warns: says }), 'closed', onlyWarns(on.story, seen, says), now)
    : ended(changed(on, {}, { ...story, ending: 'passed' }), 'closed', isMended(on.story, seen), now);
}

/** Nobody asks for it any more: the file does not name it, or asks for no checks at all. */
export const stops = (on: Trouble, ending: 'gone' | 'off', now: Date): Trouble =>
  ended(changed(on, {}, { ending }), 'moot', stopped(ending), now);

const ended = (on: Trouble, state: 'closed' | 'moot', note: string, now: Date): Trouble => ({
  ...on,
  state,
  endedAt: now,
  notes: [...on.notes, note],
});

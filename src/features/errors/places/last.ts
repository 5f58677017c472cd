/** What was told of something last in one place: by this home, or by one that cannot count it any more. */
import type { Repository } from '../../../core/event.ts';
import type { Session } from '../../../core/session.ts';
import { isOn } from '../../../issues/episode.ts';
import { lastOf } from '../../../issues/store.ts';
import { timesSince } from '../beginning.ts';
import { claimsOf } from '../claiming.ts';
import type { Group } from '../group.ts';
import { keyIn, printIn } from '../print.ts';
import { homesOf } from '../store.ts';
import { changed, countOf, type Problem, problemOf } from '../story.ts';
import { homesIn, othersThan } from './store.ts';

/** By print. What goes on of a home that claims nothing of that hook any more is gone on with. */
export async function lastIn(
  session: Session,
  place: Repository,
  home: Repository,
  groups: Group[],
): Promise<Map<string, Problem>> {
  const others = (await homesIn(session, place)).filter(({ id }) => id !== home.id);
  const claiming = others.length === 0 ? [] : await homesOf(session, [home.owner]);
  const claims = ({ id }: Repository, { hook, sample }: Group) =>
    claiming.some(one => one.id === id && claimsOf(one, { name: hook, kind: sample.source }) !== undefined);
  const keyOf = (one: Repository, { print }: Group) => keyIn(place, one, print);
  const asked = groups.map(group => ({ group, gone: others.filter(other => !claims(other, group)) }));
  const keys = asked.flatMap(({ group, gone }) => [home, ...gone].map(one => keyOf(one, group)));
  const told = await lastOf(session, place, 'errors', keys);
  const last = asked.map(({ group, gone }) => {
    const own = told.get(keyOf(home, group));
    const left = own && isOn(own) ? undefined : gone.flatMap(one => told.get(keyOf(one, group)) ?? []).find(isOn);
    return { group, problem: left ? takenOver(place, home, group, problemOf(left)) : own && problemOf(own) };
  });
  return new Map(last.flatMap(({ group: { print }, problem }) => (problem ? [[print, problem]] : [])));
}

/** By print: what was told last of this home in other places, if that was later than here. */
export async function lastElsewhere(
  session: Session,
  place: Repository,
  home: Repository,
  groups: Group[],
  here: Map<string, Problem>,
): Promise<Map<string, Problem>> {
  const prints = groups.map(({ print }) => print);
  const last = new Map(here);
  for (const other of await othersThan(session, place, home, prints)) {
    const keys = prints.map(print => keyIn(other, home, print));
    for (const one of (await lastOf(session, other, 'errors', keys)).values()) {
      const known = last.get(printIn(one.key));
      if (!known || toldUntil(one) > toldUntil(known)) last.set(printIn(one.key), problemOf(one));
    }
  }
  return new Map([...last].filter(([print, one]) => here.get(print) !== one));
}

const toldUntil = ({ endedAt }: Pick<Problem, 'endedAt'>): number => endedAt?.getTime() ?? Number.POSITIVE_INFINITY;

/** What this home counted before the other one did is told already. */
function takenOver(place: Repository, { id, owner, name }: Repository, group: Group, problem: Problem): Problem {
  const since = timesSince(group, { endedAt: problem.badAt }).reduce((sum, [, count]) => sum + count, 0);
  const row = { about: String(id), key: keyIn(place, { id }, group.print) };
  return changed(problem, row, { home: { id, owner, name }, before: countOf(problem) - (group.counted - since), counted: 0 });
}

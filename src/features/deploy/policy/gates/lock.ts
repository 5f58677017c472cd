/** Whether somebody keeps deploys out. A lock that ends by itself in time is waited for; any other one somebody has to lift. */

import { code, inert } from '../../../../text/inert.ts';
import { duration } from '../../../../time/duration.ts';
import { closedTo, expiryOf, type Gate, type Judging, open, pullOf, waits } from '../gate.ts';
import type { Lock } from '../rows.ts';
import { bold, say } from '../words.ts';

export function lock(given: Judging): Gate | null {
  const { name, now, rows } = given;
  const pull = pullOf(given);
  const here = rows.locks.filter(({ environment }) => environment === null || environment === name);
  const mine = (one: Lock) => one.kind === 'hold' && pull !== null && one.pull === pull.number;
  const inTheWay = here.filter(one => !mine(one) && (one.until === null || one.until > now)).toSorted(longestFirst);
  const [first] = inTheWay;
  const parts = { name: 'lock' as const, setting: first?.kind === 'hold' ? `environments.${name}.hold` : null };
  if (!first)
    return open({
      ...parts,
      says: here.some(mine) ? `${bold(name)} is held for this pull request` : `${bold(name)} is not locked`,
    });
  const way = wayOf(first, given);
  if (first.until === null || first.until > expiryOf(given))
    return closedTo(given.asker, { ...parts, says: `${bold(name)} is not locked`, way });
  const end = `in ${duration(first.until.getTime() - now.getTime())} at the latest, or with ${unlock(first, given)}`;
  const says =
    first.kind === 'hold'
      ? `${bold(name)} is not held for #${first.pull} any more: ${end}`
      : `the lock by ${person(first)}${because(first)} has ended: ${end}`;
  return waits({ ...parts, says, way, until: first.until });
}

const longestFirst = (a: Lock, b: Lock): number => (b.until?.getTime() ?? Infinity) - (a.until?.getTime() ?? Infinity) || 0;

const person = ({ by }: Lock): string => (by ? code(by.login) : 'somebody');
const because = ({ reason }: Lock): string => (reason === null ? '' : ` (${inert(reason)})`);
const unlock = ({ environment }: Lock, { prefix, name }: Judging): string =>
  say({ prefix, name: environment === null ? 'all' : name }, 'unlock');

function wayOf(one: Lock, given: Judging): string {
  const { name, now } = given;
  const ago = duration(Math.max(1_000, now.getTime() - one.since.getTime()));
  const most = one.until === null ? null : duration(one.until.getTime() - now.getTime());
  switch (one.kind) {
    case 'hold':
      return `${bold(name)} is held for #${one.pull}, which ${person(one)} deployed there ${ago} ago. It is free once that is merged or closed${most === null ? '' : `, in ${most} at the latest`}, or with ${unlock(one, given)}.`;
    case 'rollback':
      return `${person(one)} rolled ${bold(name)} back ${ago} ago and locked it${because(one)}. ${unlock(one, given)} opens it for the next deploy.`.replace(
        /^s/,
        'S',
      );
    case 'person': {
      const what = one.environment === null ? 'every environment' : bold(name);
      const ends = most === null ? `${unlock(one, given)} lifts it.` : `It ends in ${most}, or with ${unlock(one, given)}.`;
      return `${person(one)} locked ${what} ${ago} ago${because(one)}. ${ends}`.replace(/^s/, 'S');
    }
  }
}

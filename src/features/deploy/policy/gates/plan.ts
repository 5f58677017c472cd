/** Whether somebody has looked at what this very commit would do. */
import { duration } from '../../../../time/duration.ts';
import { closed, type Gate, type Judging, open } from '../gate.ts';
import { bold, commit as commitWords, say, setting, typed } from '../words.ts';

export function plan(given: Judging): Gate | null {
  const { name, environment, commit, rows, named, now } = given;
  if (environment.plan === false) return null;
  const what = commitWords(commit.sha);
  const parts = { name: 'plan' as const, setting: setting(given, 'plan') };
  const { planned } = rows;
  const word = say(given, 'plan', named.how === 'thread' ? '' : `@${typed(commit.sha)}`);
  if (planned?.sha === commit.sha && planned.ok)
    return open({ ...parts, says: `${what} was planned ${duration(Math.max(1_000, now.getTime() - planned.at.getTime()))} ago` });
  const says = `${word} showed what ${what} does`;
  if (planned?.sha === commit.sha)
    return closed({ ...parts, says, way: `The plan of ${what} failed. ${word} has to succeed before it goes to ${bold(name)}.` });
  const last = planned
    ? `The last plan is of ${commitWords(planned.sha)}, and this is ${what}.`
    : `Nobody has planned ${what} yet.`;
  return closed({ ...parts, says, way: `${last} ${word} comes first, to show what it would do on ${bold(name)}.` });
}

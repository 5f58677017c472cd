/** What the issue says that asks whether reminders may begin. */
import { code, inert } from '../../../text/inert.ts';
import type { Row } from '../row.ts';
import type { Move } from '../turns/turn.ts';

export const title = 'May I remind people of pull requests that wait?';

const most = 10;

interface Planned {
  waiting: Row[];
  page: string;
  mostADay: number;
  at: Date;
}

export function plan({ waiting, page, mostADay }: Planned): string {
  const newest = waiting.toSorted((a, b) => b.turn.since.getTime() - a.turn.since.getTime());
  const rest = newest.length - most;
  return [
    `${many(waiting.length)} longer than your file lets them. Nobody has heard anything yet. This is what I would say first:`,
    [
      '| pull request | whose turn | since |',
      '| --- | --- | --- |',
      ...newest.slice(0, most).map(row => lineOf(row, page)),
      ...(rest > 0 ? [`| and ${rest.toLocaleString('en')} more | | |`] : []),
    ].join('\n'),
    `One comment each, the newest first, at most ${mostADay} a day, and nobody hears more than one thing a day.`,
    `👍 here by somebody who can write lets me begin; I look once an hour. So does ${code('start: now')} under ${code('reminders')} in the file. Close this issue, and I stay quiet.`,
  ].join('\n\n');
}

const many = (count: number): string =>
  count === 1 ? 'One pull request waits' : `${count.toLocaleString('en')} pull requests wait`;

function lineOf({ number, title: name, turn }: Row, page: string): string {
  return `| [#${number}](${page}/pull/${number}) ${inert(name, 60)} | ${whose(turn)} | ${turn.since.toISOString().slice(0, 10)} |`;
}

const whats: Record<Move['of'], string> = {
  review: 'to review',
  answer: 'to answer',
  merge: 'to merge',
  ask: 'to ask for a review',
};

function whose(turn: Row['turn']): string {
  if (turn.of === 'nobody') return 'nobody, for long';
  const names = [...turn.people.map(({ login }) => login), ...turn.teams.map(team => `${team.organisation}/${team.slug}`)];
  const shown = names.slice(0, 2).map(name => code(name));
  return `${shown.join(', ')}${names.length > 2 ? ` and ${names.length - 2} more` : ''}, ${whats[turn.of]}`;
}

export const began = (body: string, by: string | null): string =>
  `${by === null ? `The file says ${code('start: now')}` : `${code(by)} said yes`}: I have begun.\n\n${body}`;
export const withdrawn = (body: string): string => `The file does not ask for reminders any more.\n\n${body}`;

/** Why a wish goes, waits or is refused: all its gates as a list to read, each with the line of the file that asks for it. */

import type { Explained, Told } from '../../../store/audit.ts';
import { code } from '../../../text/inert.ts';
import { calm } from '../board/queue.ts';
import type { Gate, Judging } from './gate.ts';
import { verdictOf } from './verdict.ts';
import { bold, commit } from './words.ts';

const signs: Record<Gate['state'], string> = { open: '✅', wait: '⏳', closed: '❌' };

/** `lineOf`: where a setting stands in the team's file; null where it is left to its default. */
export function whyOf(given: Judging, gates: Gate[], lineOf: (setting: string) => number | null): string {
  const what = `${commit(given.commit.sha)} ${{ go: 'goes', wait: 'waits before it goes', no: 'does not go' }[verdictOf(gates, given).kind]} to ${bold(given.name)}`;
  const lines = gates.flatMap(({ state, says, way, setting, because = [] }) => {
    const first = `- ${signs[state]} ${state === 'open' ? says : (way ?? says)}${asks(setting, lineOf)}`;
    return [first, ...because.filter(() => because.length > 1).map(one => `  - ${one.holds ? '✅' : '⬜'} ${one.says}`)];
  });
  return [`${what}.`, '', ...lines].join('\n');
}

function asks(setting: string | null, lineOf: (setting: string) => number | null): string {
  if (setting === null) return '';
  const line = lineOf(setting);
  return ` (${code(setting, 150)}, ${line === null ? 'as it is by default' : `line ${line}`})`;
}

/** A list in a list is as deep as a phone shows. */
const deepest = 3;

export function decidedSo({ actor, reasons }: Told, lineOf: (setting: string) => number | null): string {
  const heading = `${reasons.says.slice(0, 200)}${actor === null ? '' : `, by ${code(actor)}`}:`;
  return [heading, '', ...branches(reasons, lineOf, 0)].join('\n');
}

function branches({ because = [] }: Explained, lineOf: (setting: string) => number | null, depth: number): string[] {
  if (depth === deepest) return [];
  return because.flatMap(one => [
    `${'  '.repeat(depth)}- ${one.holds ? '✅' : '❌'} ${calm(one.says)}${asks(one.setting ?? null, lineOf)}`,
    ...branches(one, lineOf, depth + 1),
  ]);
}

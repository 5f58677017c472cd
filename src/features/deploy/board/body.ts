/** What stands on the board: `/status` of the whole repository in words that stay true until something changes, and freezes. Pure. */
import { code, inert } from '../../../text/inert.ts';
import { momentOf } from '../../../time/moment.ts';
import type { Environments } from '../config.ts';
import { type Environs, statusOf } from '../overview.ts';
import { freezesOf } from '../policy/config.ts';
import { frozenAt, nextFreeze } from '../policy/freeze.ts';
import { linesOf } from './queue.ts';

export const title = 'What runs where';

export interface Board {
  repository: { owner: string; name: string; defaultBranch: string };
  environments: Environments;
  timezone: string;
  prefix: string;
  places: Environs[];
  now: Date;
}

export function bodyOf({ repository, environments, timezone, prefix, places, now }: Board): string {
  const when = (time: Date) => momentOf(time, timezone);
  const reader = { prefix, role: null, login: '', main: repository.defaultBranch, now, when };
  const waiting = places.map(({ queue }) => queue).filter(queue => queue.some(({ state }) => state === 'waiting'));
  const parts = [
    `${code(`${repository.owner}/${repository.name}`, 150)}, kept up by Shipmate. Times are those of ${timezone}.`,
    statusOf(places, reader),
    freezes(environments, timezone, now),
    waiting.length === 0 ? null : `### In line\n\n${linesOf(waiting.flat(), time => `since ${when(time)}`)}`,
    `${code(`${prefix}status`)} in any thread says the same, and what is in your way. To be rid of this, take ${code('status_board')} out of ${code('.github/shipmate.yml')}; closing it will do too.`,
  ];
  return parts.filter(part => part !== null && part !== '').join('\n\n');
}

/** Its last words. */
export const lastWords = (body: string): string =>
  `⏹️ This is no longer kept up: ${code('status_board')} is not in ${code('.github/shipmate.yml')} any more. What stood here last:\n\n${body}`;

function freezes(environments: Environments, timezone: string, now: Date): string {
  return Object.entries(environments)
    .flatMap(([name, environment]) => {
      const entries = freezesOf(environment);
      if (entries.length === 0) return [];
      const frozen = frozenAt(entries, timezone, now);
      const next = nextFreeze(entries, timezone, now);
      if (frozen)
        return `🧊 **${inert(name)}** is frozen ${frozen.until ? `until ${momentOf(frozen.until, timezone)}` : 'with no end in sight'}.`;
      return next ? `**${inert(name)}** freezes ${momentOf(next, timezone)}.` : [];
    })
    .join('\n');
}

/** When a freeze begins or ends next, and the board has to say something else. */
export function nextTurn(environments: Environments, timezone: string, now: Date): Date | null {
  const times = Object.values(environments).flatMap(environment => {
    const entries = freezesOf(environment);
    if (entries.length === 0) return [];
    return [frozenAt(entries, timezone, now)?.until, nextFreeze(entries, timezone, now)].flatMap(time => time?.getTime() ?? []);
  });
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** Who waits where for what, in order, what is under way first: the lines of `/queue` and of the board. Pure. */

import { about } from '../../../core/watch.ts';
import { code, inert } from '../../../text/inert.ts';
import { duration } from '../../../time/duration.ts';
import { type Deploy, isUnderWay, short } from '../deploy.ts';

/** A list for each environment that somebody goes to or waits for; nothing where nobody does. `since`: how a time is said. */
export function linesOf(queue: Deploy[], since: (time: Date) => string): string {
  const places = Map.groupBy(queue, ({ environment }) => environment);
  return [...places]
    .map(([environment, all]) => {
      const lines = all.map((one, place) => `${place + 1}. ${lineOf(one, all.slice(0, place), since)}`);
      return `**${inert(environment)}**\n${lines.join('\n')}`;
    })
    .join('\n\n');
}

export function queueOf(queue: Deploy[], environment: string | null, now: Date): string {
  if (queue.length === 0)
    return environment === null
      ? 'Nothing is under way, and nobody waits.'
      : `Nothing is under way to **${inert(environment)}**, and nobody waits for it.`;
  return linesOf(queue, time => `since ${duration(Math.max(1_000, now.getTime() - time.getTime()))}`);
}

function lineOf(deploy: Deploy, before: Deploy[], since: (time: Date) => string): string {
  const { sha, kind, story, thread } = deploy;
  const going = isUnderWay(deploy);
  const what = sha === null ? 'a commit nobody knows' : `\`${short(sha)}\``;
  const who = story.by ? ` for ${code(story.by.login)}` : kind === 'auto' ? ' by itself' : '';
  const where = [
    story.from === '' ? null : ` from ${/^#\d+$/.test(story.from) ? story.from : code(story.from)}`,
    thread === null || story.from === `#${thread}` ? null : ` in #${thread}`,
  ];
  const parts = [
    `${going ? '🔄' : '⏳'} ${what}${who}${where.join('')}${kind === 'hand' ? ', by hand' : ''}`,
    since(going ? (deploy.ranAt ?? deploy.startedAt ?? deploy.askedAt) : deploy.askedAt),
    going ? usually(deploy) : goes(deploy, before),
  ];
  return parts.filter(part => part !== null).join(' · ');
}

const usually = ({ story: { expected, held } }: Deploy): string | null => {
  if (held) return 'GitHub wants somebody to let it go';
  return expected === null ? null : `takes about ${about(expected)}`;
};

/** The first that is not true yet; without any it is only the order. */
function goes({ story: { checklist } }: Deploy, before: Deploy[]): string {
  const open = checklist.split('\n').find(line => line.startsWith('- ⬜ '));
  if (open !== undefined) return `goes as soon as ${calm(open.slice('- ⬜ '.length))}`;
  const [first, ...more] = before;
  if (!first) return 'goes next';
  const what = first.sha === null ? 'what runs there' : `\`${short(first.sha)}\``;
  return more.length === 0 ? `goes after ${what}` : `goes after ${before.length} others`;
}

/** Whom it waits for was called in its own comment, and nobody is called twice. */
export const calm = (line: string): string =>
  line
    .split(/(`[^`]*`)/)
    .map((part, place) => (place % 2 === 1 ? part : part.replaceAll(/@[a-z\d][\w/-]*/gi, name => code(name))))
    .join('');

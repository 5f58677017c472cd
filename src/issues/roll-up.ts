/** Too much is red at once: one issue names it all, instead of an issue for each. */
import * as z from 'zod/mini';
import { inert } from '../text/inert.ts';
import { type Episode, isOn, newEpisode, sameFor } from './episode.ts';
import type { Kind } from './kind.ts';
import * as messages from './messages.ts';

const of = 'roll-up';

const storySchema = z.object({
  lines: z.array(z.object({ id: z.string(), title: z.string(), over: z.boolean() })),
});

/** More lines than anybody reads are counted. */
const mostLines = 50;

export const newRollUp = (id: string, now: Date): Episode =>
  newEpisode({ id, of, about: 'all', key: of, beganAt: now, state: 'open', story: { lines: [] } });

/** What still fails comes first: it is what people look for. */
const shownOf = <L extends { over: boolean }>(lines: L[]): L[] =>
  lines.toSorted((a, b) => Number(a.over) - Number(b.over)).slice(0, mostLines);

/** Whether another line may be put there. */
export const takesMore = ({ left, state, endedAt }: Episode, now: Date): boolean =>
  left === null && (isOn({ state }) || now.getTime() - (endedAt?.getTime() ?? 0) < sameFor);

/** With the line of this episode as it is now; it is over when the last of them is. */
export function rolled(rollUp: Episode, episode: Episode, title: string, now: Date): Episode {
  const over = !isOn(episode);
  const { lines } = storySchema.parse(rollUp.story);
  const line = { id: episode.id, title, over };
  const stand = lines.some(one => one.id === episode.id)
    ? lines.map(one => (one.id === episode.id ? line : one))
    : [...lines, line];
  const done = stand.every(one => one.over);
  // It begins anew: what was over then is nobody's concern now.
  const next = isOn(rollUp) || over ? stand : stand.filter(one => !one.over);
  return {
    ...rollUp,
    state: done ? 'closed' : 'open',
    endedAt: done ? (rollUp.endedAt ?? now) : null,
    badAt: !over && episode.badAt > rollUp.badAt ? episode.badAt : rollUp.badAt,
    notes: done && rollUp.state === 'open' ? [...rollUp.notes, messages.allOver] : rollUp.notes,
    story: { lines: next },
  };
}

export const rollUps: Kind = {
  of,
  shows({ story, state }) {
    const { lines } = storySchema.parse(story);
    const listed = shownOf(lines).map(({ title, over }) => `- ${over ? '✅' : '❌'} ${inert(title)}`);
    const more = lines.length > mostLines ? [`- and ${lines.length - mostLines} more`] : [];
    const body = [messages.tooMany, [...listed, ...more].join('\n'), messages.rollUpEnds[state]];
    return { title: 'Much is red at once', body: body.join('\n\n') };
  },
  why: ({ state }) => `${messages.tooMany.slice(0, -1)}. ${messages.rollUpEnds[state]}`,
  // More is not needed to end it: what is hidden has to leave room for what is seen.
  keeps: ({ story }) => ({ lines: shownOf(storySchema.parse(story).lines) }),
  again(kept) {
    const story = storySchema.safeParse(kept);
    // Nobody knows any more what stood behind its lines.
    return story.success ? { state: 'moot', story: story.data } : null;
  },
};

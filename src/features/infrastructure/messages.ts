/** What is said in the thread of a check that failed: only how it ended. */
import { inert } from '../../text/inert.ts';
import type { Seen, Story } from './story.ts';

export const checkLabel = 'shipmate: check';

export const runLink = ({ number, url }: Pick<Seen, 'number' | 'url'>): string => `[#${number}](${url})`;
export const runsOf = ({ runs }: Pick<Story, 'runs'>): string => (runs === 1 ? 'one run' : `${runs} runs`);

export const isMended = (story: Story, seen: Seen): string =>
  `✅ It passed in run ${runLink(seen)}, after ${runsOf(story)} in which it failed.`;

export const onlyWarns = (story: Story, seen: Seen, says: string): string =>
  `✅ It only warns in run ${runLink(seen)}, after ${runsOf(story)} in which it failed:\n\n> ${inert(says, 300)}`;

export const stopped = (why: 'gone' | 'off'): string =>
  why === 'gone'
    ? '⚪ The file does not name this check any more, so I stop looking at it.'
    : '⚪ The file asks for no checks of infrastructure any more, so I stop looking at this.';

export const noneReported =
  'No run of the default branch has reported checks of infrastructure yet, so nobody knows how they stand.';

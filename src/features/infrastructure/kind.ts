/** Checks as the shared machine for issues sees them. */
import { infrastructure } from '../../checks/section.ts';
import type { Kind } from '../../issues/kind.ts';
import { momentOf } from '../../time/moment.ts';
import { shows } from './body.ts';
import { checkLabel, runLink } from './messages.ts';
import { of, storySchema, type Trouble, troubleOf } from './story.ts';

/** More is not kept hidden in an issue: it is enough to go on with. */
const keptFindings = 5;
const keptLetters = 300;

export const checkKind: Kind = {
  of,
  section: infrastructure,
  label: checkLabel,
  shows: (episode, round) => shows(troubleOf(episode), round),
  why: (episode, { timezone }) => whyOf(troubleOf(episode), timezone),
  keeps(episode) {
    const { story } = troubleOf(episode);
    const findings = story.findings.slice(0, keptFindings).map(one => ({ ...one, says: one.says.slice(0, keptLetters) }));
    return { ...story, findings, details: [] };
  },
  again(kept, row) {
    const story = storySchema.safeParse(kept);
    if (!story.success) return null;
    if (!row) return { state: 'open', story: story.data };
    const seen = troubleOf(row).story;
    return {
      state: 'open',
      story: { ...seen, first: story.data.first, runs: story.data.runs + seen.runs, before: story.data.before },
    };
  },
};

function whyOf({ state, story, left, beganAt, endedAt }: Trouble, timezone: string): string {
  if (left !== null) return `I leave this issue alone: ${left}.`;
  const since = `It failed in a run of the default branch that began ${momentOf(beganAt, timezone)}`;
  if (state === 'open') return `${since}, and has not passed in a later one; the last that knew was ${runLink(story.last)}.`;
  const until = endedAt ? momentOf(endedAt, timezone) : 'a while';
  return story.mended
    ? `${since}, and passed in run ${runLink(story.mended)}; so it is over since ${until}.`
    : `${since}, and nobody asks for it since ${until}.`;
}

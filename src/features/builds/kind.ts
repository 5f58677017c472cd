/** Builds as the shared machine for issues sees them. */

import type { Episode } from '../../issues/episode.ts';
import type { Kind } from '../../issues/kind.ts';
import { code } from '../../text/inert.ts';
import { momentOf } from '../../time/moment.ts';
import { shows } from './body.ts';
import { builds } from './config.ts';
import { buildLabel } from './messages.ts';
import { type Build, buildOf, type Check, type Seen, type Story, storySchema } from './story.ts';

/** More is not kept hidden in an issue: it is enough to go on with. */
const keptChecks = 20;
const keptFails = 20;
const keptErrors = 5;

const without = (seen: Seen): Seen => ({ ...seen, url: null });
/** What only its text needs is found again with the next run. */
const bare = ({ first, last, fixed, ...check }: Check): Check => ({
  ...{ ...check, url: null, print: null, fatal: null },
  ...{ first: without(first), last: without(last), fixed: fixed && without(fixed) },
});

export const kind: Kind = {
  of: 'builds',
  section: builds,
  label: buildLabel,
  shows: (episode, round) => shows(buildOf(episode), round),
  why: (episode, { timezone }) => whyOf(buildOf(episode), timezone),
  keeps(episode: Episode) {
    const { story } = buildOf(episode);
    const fault = story.fault && { ...story.fault, around: [], rest: [] };
    return {
      ...{ ...story, fault, range: null },
      checks: story.checks.slice(0, keptChecks).map(bare),
      fails: story.fails.slice(-keptFails),
      told: story.told.slice(-keptErrors),
    };
  },
  again(kept, row) {
    const story = storySchema.safeParse(kept);
    if (!story.success) return null;
    // It had an issue, so it is told already.
    return { state: 'open', story: row ? joined(story.data, buildOf(row).story) : story.data };
  },
};

/** What an issue knows from before this database, and what was seen of the same since. */
function joined(kept: Story, seen: Story): Story {
  const before = (check: Check) => kept.checks.find(({ about, name }) => about === check.about && name === check.name);
  const isNew = (check: Check) => !seen.checks.some(({ about, name }) => about === check.about && name === check.name);
  return {
    ...seen,
    checks: [
      ...seen.checks.map(check => ({ ...check, first: before(check)?.first ?? check.first })),
      ...kept.checks.filter(isNew),
    ],
    runs: kept.runs + seen.runs,
    fails: [...new Set([...kept.fails, ...seen.fails])].sort((a, b) => a - b),
    sameCommit: kept.sameCommit || seen.sameCommit,
    flaky: seen.flaky ?? kept.flaky,
    notFlaky: kept.notFlaky || seen.notFlaky,
    before: kept.before,
    told: [...new Set([...kept.told, ...seen.told])],
    called: [...new Set([...kept.called, ...seen.called])],
  };
}

/** What it waits for, check by check. */
function whyOf({ state, story, left, beganAt, endedAt }: Build, timezone: string): string {
  if (left !== null) return `I leave this issue alone: ${left}.`;
  const since = momentOf(beganAt, timezone);
  const checks = story.checks.map(({ name, last, fixed }) => {
    const what = code(name === '' ? story.source : name, 120);
    return fixed
      ? `- ✅ ${what} passed at \`${fixed.sha.slice(0, 7)}\``
      : `- ❌ ${what} failed at \`${last.sha.slice(0, 7)}\` last`;
  });
  const how = {
    watching: 'I wait whether it mends itself.',
    open: story.flaky
      ? 'It is flaky: one pass does not end it.'
      : 'What failed has not passed since, at that commit or a later one.',
    closed: `It is over since ${endedAt ? momentOf(endedAt, timezone) : 'a while'}.`,
    moot: 'What failed is not there any more.',
  }[state];
  return [`Red since ${since}. ${how}`, checks.join('\n')].join('\n\n');
}

import { expect, test } from 'vitest';
import { newEpisode } from '../../issues/episode.ts';
import { hiddenIn, knownOf, withHidden } from '../../issues/hidden.ts';
import { shows } from './body.ts';
import { kind } from './kind.ts';
import type { Build, Story } from './story.ts';

/** What stands in an issue, however much there is to say: GitHub takes so many characters and no more. */

const long = (length: number) => '_@a#1'.repeat(length / 5);
const seen = { sha: 'a'.repeat(40), run: 1e11, attempt: 1, number: 1e11, at: 1e12, url: `https://example.org/${long(80)}` };

const story: Story = {
  ...{ shape: 'many', kind: 'workflow', source: long(200), branch: long(200), cause: null, fault: null },
  checks: Array.from({ length: 60 }, (_, place) => ({
    ...{ about: `workflow ${long(100)} ci.yml`, name: `${place} ${long(200)}`, first: seen, last: seen, fixed: null, absent: [] },
    ...{ url: seen.url, print: `${place} ${long(300)}`, fatal: `${place} ${long(200)}` },
  })),
  ...{ runs: 999, fails: Array.from({ length: 100 }, (_, place) => 1e12 + place), passes: 0 },
  confirm: { until: 0, rerun: false },
  range: {
    ...{ green: seen, ahead: 99 },
    likely: Array.from({ length: 5 }, () => ({ sha: seen.sha, title: long(300), pull: 1, reasons: [long(300)] })),
  },
  ...{ strip: '🟥'.repeat(30), sameCommit: false, flaky: null, notFlaky: false, before: null },
  elsewhere: Array.from({ length: 10 }, () => ({ branch: long(200), number: 1 })),
  told: Array.from({ length: 20 }, () => long(300)),
  called: [],
};
const lines = Array.from({ length: 80 }, () => long(100));
const fault = { tool: null, fatal: long(2_000), around: lines.slice(0, 20), rest: lines.slice(20), print: long(300) };

const build = (more: Partial<Story>): Build =>
  newEpisode({
    id: '1',
    of: 'builds',
    about: 'workflow main ci.yml',
    key: 'k',
    beganAt: new Date(0),
    state: 'open',
    story: { ...story, ...more },
  });
const round = {
  repository: { owner: 'acme', name: 'web', private: true },
  page: 'https://example.org',
  prefix: '/',
  timezone: 'UTC',
};

test.each<[string, Partial<Story>]>([
  ['many errors', {}],
  ['one error in many jobs', { shape: 'one', fault }],
  ['a cause that is nobody’s', { shape: 'cause', cause: long(300) }],
])('%s, each as long as it may be, fit into an issue, and what is hidden there can be read', (_, more) => {
  const { title, body } = shows(build(more), round);
  const whole = withHidden(body, knownOf(build(more), kind.keeps(build(more))));
  expect([...title].length).toBeLessThan(257);
  expect([...whole].length).toBeLessThan(65_536);
  expect(kind.again(hiddenIn(whole)?.story, null)).toMatchObject({ story: { runs: 999 } });
  expect(whole).toContain('This closes itself when');
});

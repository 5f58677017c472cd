import { expect, test } from 'vitest';
import { ago, alice, bob, carol, dave, move, now, row, utc, web } from '../../../../test/digest.ts';
import { bodyOf, issueBody } from './body.ts';
import { type Listed, listed } from './list.ts';
import * as messages from './messages.ts';

const page = 'https://github.test/acme/web';
const team = { organisation: 'acme', slug: 'web' };
const round = { team, page, calendar: utc, now };
const all = (rows: Parameters<typeof listed>[0]): Listed => listed(rows, { team: null }, null, now, utc);

test('a list of all kinds', () => {
  const found = all([
    row(41, move('review', 6, [carol], [web]), { title: 'Add the login' }),
    row(40, move('ask', 3, [alice]), { title: 'Say who is there', size: { additions: 1, deletions: 0, files: 1 } }),
    row(38, move('answer', 8, [alice]), { title: 'Cut the bundle in half' }),
    row(35, move('merge', 4, [alice, bob, carol, dave]), { title: 'Read the clock once' }),
    row(29, move('merge', 4, []), { title: 'Name what is counted' }),
    row(33, move('answer', 10, [bob]), { title: 'Move to the new queue', redSince: ago(9) }),
  ]);
  expect(bodyOf(found, round)).toMatchInlineSnapshot(`
    "### 📋 6 pull requests wait for \`@acme/web\`

    **Waiting for a review**

    - [#41](https://github.test/acme/web/pull/41) Add the login: \`carol\` and \`@acme/web\`, for 4 business days (+42 −10 in 2 files)
    - [#40](https://github.test/acme/web/pull/40) Say who is there: \`alice\` (nobody is asked yet), for 3 business days (+1 −0 in one file)

    **Waiting for an answer**

    - [#38](https://github.test/acme/web/pull/38) Cut the bundle in half: \`alice\`, for 6 business days (+42 −10 in 2 files)

    **Ready to merge**

    - [#29](https://github.test/acme/web/pull/29) Name what is counted: whoever may, for 4 business days (+42 −10 in 2 files)
    - [#35](https://github.test/acme/web/pull/35) Read the clock once: \`alice\`, \`bob\`, \`carol\` or 1 more, for 4 business days (+42 −10 in 2 files)

    **Red for long**

    - [#33](https://github.test/acme/web/pull/33) Move to the new queue: \`bob\`, for 7 business days (+42 −10 in 2 files)

    Nobody is mentioned here. \`digest\` in \`.github/shipmate.yml\` says when this comes; close this issue, and it stops."
  `);
});

test('one, of a repository without teams', () => {
  expect(bodyOf(all([row(41, move('review', 3, [carol]))]), { ...round, team: null })).toMatchInlineSnapshot(`
    "### 📋 One pull request waits

    **Waiting for a review**

    - [#41](https://github.test/acme/web/pull/41) Change 41: \`carol\`, for 3 business days (+42 −10 in 2 files)

    Nobody is mentioned here. \`digest\` in \`.github/shipmate.yml\` says when this comes; close this issue, and it stops."
  `);
});

test.each([
  [11, 'One more waits'],
  [14, '4 more wait'],
])('of %i the rest is counted, with where to find it', (count, words) => {
  const body = bodyOf(all(Array.from({ length: count }, (_, at) => row(at + 1, move('review', 3, [carol])))), round);
  expect(body).toContain(`### 📋 ${count} pull requests wait for \`@acme/web\``);
  expect(body).toContain(`These are the 10 that wait longest. ${words} among [all that are open](${page}/pulls).`);
  expect(body.match(/^- /gm)).toHaveLength(10);
});

test('a title calls nobody, links nowhere and ends no line', () => {
  const title = '[x](https://evil.test) @mallory fixes #1 `a` ](b) <!-- shipmate:x -->\n- one more';
  const line = bodyOf(all([row(41, move('review', 3, [carol]), { title })]), round)
    .split('\n')
    .filter(text => text.startsWith('- '));
  expect(line).toHaveLength(1);
  expect(line[0]?.replaceAll('\u200b', '·')).toMatchInlineSnapshot(
    `"- [#41](https://github.test/acme/web/pull/41) [x]·(https:·//evil.test) @·mallory fixes #·1 ˋaˋ ]·(b) <·!-- shipmate:x --·> - one more: \`carol\`, for 3 business days (+42 −10 in 2 files)"`,
  );
});

test('nobody is mentioned, neither in a list nor in its issue', () => {
  const found = all([row(41, move('review', 3, [carol], [web])), row(42, move('answer', 3, [bob]))]);
  for (const text of [bodyOf(found, round), issueBody(round, found, now), messages.lastWords, messages.title(team)])
    expect(text.replace(/`[^`]*`/g, '')).not.toContain('@');
});

test('the issue', () => {
  const found = all([row(41, move('review', 3, [carol])), row(42, move('answer', 3, [bob]))]);
  expect([messages.title(team), messages.title(null)]).toMatchInlineSnapshot(`
    [
      "Pull requests that wait for acme/web",
      "Pull requests that wait",
    ]
  `);
  expect(issueBody({ team, calendar: { ...utc, timezone: 'Europe/Berlin' } }, found, now)).toMatchInlineSnapshot(`
    "Pull requests that wait for somebody of \`@acme/web\` are listed here in a comment when there are any: at most 10, the oldest first. A list folds the one before it away and mentions nobody; subscribe to this issue to get them.

    The newest list is of 20 Nov 2026 11:00 (Europe/Berlin): 2 pull requests.

    \`digest\` in \`.github/shipmate.yml\` says when. Close this issue, and no list comes until \`digest\` there says something else."
  `);
  expect(
    issueBody({ team: null, calendar: utc }, { ...found, more: 0, lines: found.lines.slice(1) }, now),
  ).toMatchInlineSnapshot(`
    "Pull requests that wait for somebody are listed here in a comment when there are any: at most 10, the oldest first. A list folds the one before it away and mentions nobody; subscribe to this issue to get them.

    The newest list is of 20 Nov 2026 10:00 (UTC): one pull request.

    \`digest\` in \`.github/shipmate.yml\` says when. Close this issue, and no list comes until \`digest\` there says something else."
  `);
  expect(messages.lastWords).toMatchInlineSnapshot(`"⏹️ \`.github/shipmate.yml\` asks for no list here any more, so none comes."`);
});

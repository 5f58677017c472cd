import { expect, test } from 'vitest';
import { changed, type Deploy, newDeploy, newStory, type Wrong } from './deploy.ts';
import { beganAt, causeOf, mayWarn, noted, sayable, shown, warned, wasCalledFor, wrongOf } from './wrong-decide.ts';
import { linkOf, mostErrors, wrongLines } from './wrong-words.ts';

const at = (time: string) => new Date(`2026-11-02T${time}Z`);
const repository = { id: 7, owner: 'acme', name: 'web', installation: 1, private: true, defaultBranch: 'main' };
const by = { id: 1, login: 'alice', bot: false };
const story = newStory({ by, from: '#42', title: 'Better', workflow: 'deploy.yml', branch: 'main' });
const deploy = (id: string, began: string, ended: string | null, more: Partial<Deploy> = {}): Deploy =>
  newDeploy({
    ...{ id, environment: 'prod', kind: 'asked', sha: 'a1b2c3d'.padEnd(40, '0'), thread: 42, comment: `deploy:${id}`, story },
    ...{ state: ended === null ? 'running' : 'succeeded', askedAt: at(began), ranAt: at(began) },
    endedAt: ended === null ? null : at(ended),
    ...more,
  });
const wrong = (id: string, more: Partial<Wrong> = {}): Wrong => ({ id, title: `Error ${id}`, link: null, after: null, ...more });
const withErrors = (one: Deploy, ...errors: Wrong[]) => changed(one, {}, { errors });

const a = deploy('a', '12:00:00', '12:05:00');
const b = deploy('b', '12:10:00', '12:12:00');
const running = deploy('r', '12:14:00', null);

test.each([
  ['while it ran', [a], '12:03:00', 'a'],
  ['as it began', [a], '12:00:00', 'a'],
  ['before it', [a], '11:59:59', undefined],
  ['soon after it', [a], '12:14:59', 'a'],
  ['at the end of the watch', [a], '12:15:00', 'a'],
  ['too late', [a], '12:15:01', undefined],
  ['near two: the newer one', [b, a], '12:13:00', 'b'],
  ['before the newer one', [b, a], '12:09:00', 'a'],
  ['while the newest runs', [running, b, a], '12:14:30', 'r'],
  ['for hours', [running], '18:00:00', 'r'],
  ['nothing there', [], '12:00:00', undefined],
])('an error %s', (_, deploys, time, id) => {
  expect(causeOf(deploys, { at: at(time), watch: 600_000 })?.id).toBe(id);
});

test('one that comes back after a newer deploy began with that one, though it was named at the one before', () => {
  const named = withErrors(a, wrong('e'));
  expect(causeOf([b, named], { at: at('12:13:00'), watch: 600_000 })?.id).toBe('b');
  expect(causeOf([b, named], { at: at('12:09:00'), watch: 600_000 })?.id).toBe('a');
});

test('a clock that is fast does not make it late', () => {
  expect(beganAt({ at: at('13:00:00') }, at('12:05:30'))).toEqual(at('12:05:30'));
  expect(beganAt({ at: at('12:05:00') }, at('12:05:30'))).toEqual(at('12:05:00'));
});

test.each([
  ['while it runs', running, '12:15:00', null],
  ['while it ran', a, '12:04:00', null],
  ['after it', a, '12:09:00', 240_000],
])('when it began: %s', (_, one, time, after) => {
  expect(wrongOf(one, { id: 'e', at: at(time), watch: 600_000 }, { title: null, link: null }).after).toBe(after);
});

test.each([
  ['a new one is added', [wrong('1')], wrong('2'), [wrong('1'), wrong('2')]],
  ['the same is nothing new', [wrong('1')], wrong('1'), null],
  ['another time is nothing new', [wrong('1')], wrong('1', { after: 9 }), null],
  ['an issue is', [wrong('1')], wrong('1', { link: 'x', after: 9 }), [wrong('1', { link: 'x' })]],
  ['what was known is not forgotten', [wrong('1', { link: 'x' })], wrong('1', { title: null }), null],
  ['there is an end', Array.from({ length: mostErrors }, (_, n) => wrong(`${n}`)), wrong('new'), null],
])('%s', (_, known, one, errors) => {
  expect(noted(withErrors(a, ...known), one)?.story.errors ?? null).toEqual(errors);
});

const waiting = deploy('w', '12:20:00', null, { state: 'waiting', ranAt: null });
const starting = deploy('s', '11:00:00', null, { state: 'starting', ranAt: null });
test.each<[string, Deploy, Deploy | undefined, Deploy[], boolean]>([
  ['its person', a, a, [], true],
  ['its person while it runs', running, running, [running], true],
  ['only once', changed(a, {}, { warned: true }), a, [], false],
  ['nobody', changed(a, {}, { by: null }), a, [], false],
  ['no bot', changed(a, {}, { by: { ...by, bot: true } }), a, [], false],
  ['nobody of one that went by itself', { ...a, kind: 'auto' }, a, [], false],
  ['nobody without a thread', { ...a, thread: null }, a, [], false],
  ['nobody when another one came after it', a, b, [], false],
  ['nobody while another one starts', a, a, [starting], false],
  ['its person while another one waits', a, a, [waiting], true],
])('who is told: %s', (_, one, newest, queue, yes) => {
  expect(mayWarn(one, { newest, queue })).toBe(yes);
});

test.each([
  ['private', true, 'web', 'Error'],
  ['private, told elsewhere', true, 'incidents', 'Error'],
  ['public', false, 'web', 'Error'],
  ['public, told elsewhere', false, 'incidents', null],
])('%s', (_, hidden, name, title) => {
  const issue = { repository: { owner: 'acme', name }, number: 3 };
  const event = { type: 'ErrorBegan', at: at('12:00:00'), repository: { ...repository, private: hidden } } as const;
  const more = { environment: 'prod', title: 'Error', level: 'error', issue, url: null, id: 'e', watch: 1 } as const;
  expect(sayable({ ...event, ...more }, 'link')).toEqual({ title, link: title && 'link' });
  expect(sayable({ ...event, ...more, title: null }, 'link')).toEqual({ title: null, link: null });
});

const issue = { repository: { owner: 'acme', name: 'incidents' }, number: 3 };
test.each([
  ['its issue', issue, 'https://sentry.test/1', 'https://github.test/acme/incidents/issues/3'],
  ['its page', null, 'https://sentry.test/1?a=b&c=%20d#e', 'https://sentry.test/1?a=b&c=%20d#e'],
  [
    'what would end the link',
    null,
    'https://sentry.test/a) [b](c)_*~|`<x>',
    'https://sentry.test/a%29%20%5bb%5d%28c%29%5f%2a%7e%7c%60%3Cx%3E',
  ],
  ['no page', null, null, null],
  ['no address', null, 'see the wiki', null],
  ['no page of the web', null, 'javascript:alert(1)', null],
  ['too long', null, `https://sentry.test/${'a'.repeat(1_000)}`, null],
])('it links to %s', (_, issue, url, link) => {
  expect(linkOf({ issue, url }, 'https://github.test/acme/web')).toBe(link);
});

test('its comment changes at once, or in a moment, or when it is there', () => {
  const known = withErrors({ ...a, shownAt: at('12:05:00') }, wrong('1'));
  expect(shown(repository, known, at('12:06:00'))).toMatchObject({ effects: [{ kind: 'edit' }], raises: [] });
  const soon = shown(repository, known, at('12:05:03'));
  expect(soon).toMatchObject({ deploy: { story: { unsaid: true } }, effects: [], raises: [{ at: at('12:05:10'), id: 'a' }] });
  expect(shown(repository, soon.deploy, at('12:05:04'))).toMatchObject({ effects: [], raises: [] });
  expect(shown(repository, { ...known, comment: null }, at('12:06:00'))).toMatchObject({ effects: [], raises: [] });
  expect(shown(repository, { ...known, kind: 'auto' }, at('12:06:00'))).toMatchObject({ effects: [], raises: [] });
});

test('what its person is told', () => {
  const says = (one: Deploy, error: Wrong, back: string | null) =>
    warned(repository, one, error, back).effects.map(effect => ('body' in effect ? effect.body : ''));
  const back = '9f8e7d6'.padEnd(40, '0');
  const stopping = changed(running, {}, { stopping: 'bob' });
  expect([
    ...says(
      a,
      wrong('1', { title: 'TypeError in createUser', link: 'https://github.test/acme/web/issues/3', after: 240_000 }),
      back,
    ),
    ...says(a, wrong('1', { title: 'Cannot read `x` of @bob.', after: 1 }), null),
    ...says(a, wrong('1', { title: null, after: 240_000 }), back),
    ...says(running, wrong('1'), back),
    ...says(stopping, wrong('1'), back),
  ]).toMatchInlineSnapshot(`
    [
      "@alice, an error began on **prod** 4 m after the deploy of \`a1b2c3d\`: [TypeError in createUser](https://github.test/acme/web/issues/3). \`/rollback prod\` goes back to \`9f8e7d6\`.",
      "@alice, an error began on **prod** less than a second after the deploy of \`a1b2c3d\`: Cannot read ˋxˋ of @​bob.",
      "@alice, an error began on **prod** 4 m after the deploy of \`a1b2c3d\`. \`/rollback prod\` goes back to \`9f8e7d6\`.",
      "@alice, an error began on **prod** during the deploy of \`a1b2c3d\`: Error 1. \`/cancel prod\` stops it.",
      "@alice, an error began on **prod** during the deploy of \`a1b2c3d\`: Error 1.",
    ]
  `);
});

test('who was called is not called again: what became known is added there', () => {
  const told = warned(repository, withErrors(a, wrong('1'), wrong('2')), wrong('1'), null);
  expect(told.effects).toMatchObject([{ kind: 'comment', key: 'deploy:a:wrong' }]);
  expect(['1', '2'].map(id => wasCalledFor(told.deploy, id))).toEqual([true, false]);
  const known = noted(told.deploy, wrong('1', { link: 'https://github.test/acme/web/issues/3' }));
  const again = known && warned(repository, known, known.story.errors[0] ?? wrong('1'), null);
  expect(again?.effects).toMatchObject([{ kind: 'edit', comment: 'deploy:a:wrong', body: expect.stringContaining('/issues/3') }]);
});

test('what its comment says', () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => wrong(`${n}`, { after: n * 60_000 }));
  const hostile = wrong('x', { title: '](https://evil.test) <!-- x --> | [a]', link: 'https://github.test/acme/web/issues/3' });
  expect([
    wrongLines(a),
    wrongLines(withErrors(a, hostile)),
    wrongLines(withErrors(a, wrong('1'), wrong('2', { title: null, after: 3_000 }))),
    wrongLines(withErrors(a, ...many(7))),
    wrongLines(withErrors(a, ...many(mostErrors)))
      ?.split('\n')
      .at(-1),
  ]).toMatchInlineSnapshot(`
    [
      null,
      "⚠️ 1 error began on **prod** while it went there or soon after:
    - [&#93;​(https:​//evil.test) <​!-- x --​> ∣ &#91;a&#93;](https://github.test/acme/web/issues/3), while it ran",
      "⚠️ 2 errors began on **prod** while it went there or soon after:
    - Error 1, while it ran
    - an error, 3 s after it",
      "⚠️ 7 errors began on **prod** while it went there or soon after:
    - Error 0, less than a second after it
    - Error 1, 1 m after it
    - Error 2, 2 m after it
    - Error 3, 3 m after it
    - Error 4, 4 m after it
    - and 2 more",
      "- and 95 or more",
    ]
  `);
});

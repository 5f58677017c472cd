import { describe, expect, test } from 'vitest';
import { type Deploy, newDeploy, newStory, type Story } from '../deploy.ts';
import { calm, queueOf } from './queue.ts';

const now = new Date('2026-11-20T10:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

function deploy(letter: string, row: Partial<Deploy> = {}, story: Partial<Story> = {}): Deploy {
  const by = { id: 2, login: 'bob', bot: false };
  return newDeploy({
    id: letter,
    environment: 'prod',
    kind: 'asked',
    sha: letter.repeat(40),
    thread: 42,
    askedAt: ago(5),
    story: newStory({ by, from: '#42', title: 'Fix', workflow: 'deploy.yml', branch: 'main', ...story }),
    ...row,
  });
}
const running = deploy('a', { state: 'running', askedAt: ago(9), startedAt: ago(2), ranAt: ago(1) }, { expected: 180_000 });

test('what is under way first, then who waits, in order', () => {
  const waits = deploy('b', { askedAt: ago(4), thread: 7 }, { from: 'main' });
  const last = deploy('c', { askedAt: ago(3), thread: 43 }, { from: '#43', by: { id: 3, login: 'carol', bot: false } });
  const other = deploy('d', { environment: 'staging', kind: 'auto', thread: null }, { from: 'main', by: null });
  expect(queueOf([running, waits, last, other], null, now)).toMatchInlineSnapshot(`
    "**prod**
    1. 🔄 \`aaaaaaa\` for \`bob\` from #42 · since 1 m · takes about 3 m
    2. ⏳ \`bbbbbbb\` for \`bob\` from \`main\` in #7 · since 4 m · goes after \`aaaaaaa\`
    3. ⏳ \`ccccccc\` for \`carol\` from #43 · since 3 m · goes after 2 others

    **staging**
    1. ⏳ \`ddddddd\` by itself from \`main\` · since 5 m · goes next"
  `);
});

test('nothing is one sentence', () => {
  expect(queueOf([], null, now)).toBe('Nothing is under way, and nobody waits.');
  expect(queueOf([], 'prod', now)).toBe('Nothing is under way to **prod**, and nobody waits for it.');
});

describe('when it goes', () => {
  const lineOf = (one: Deploy, before: Deploy[] = []) =>
    queueOf([...before, one], 'prod', now)
      .split('\n')
      .at(-1);
  const checklist = '- ✅ the checks are green\n- ⬜ @acme/release: `/approve prod @abc` lets it go\n- ⬜ more';
  test.each<[string, string | undefined, string]>([
    [
      'the first line that is not done',
      lineOf(deploy('b', {}, { checklist })),
      'goes as soon as `@acme/release`: `/approve prod @abc` lets it go',
    ],
    [
      'the one before it, when all is done',
      lineOf(deploy('b', {}, { checklist: '- ✅ all' }), [running]),
      'goes after `aaaaaaa`',
    ],
    ['nobody', lineOf(deploy('b')), 'goes next'],
    [
      'what somebody started by hand',
      lineOf(deploy('b'), [deploy('x', { kind: 'hand', sha: null, state: 'running' })]),
      'goes after what runs there',
    ],
  ])('%s', (_, line, says) => expect(line?.endsWith(` · ${says}`)).toBe(true));
});

test('what somebody started by hand, and what GitHub holds for a reviewer', () => {
  const hand = deploy('a', { kind: 'hand', sha: null, state: 'running', thread: null }, { from: '' });
  expect(queueOf([hand], 'prod', now)).toContain('1. 🔄 a commit nobody knows for `bob`, by hand · since 5 m');
  expect(queueOf([deploy('a', { state: 'starting', startedAt: ago(1) }, { held: true })], 'prod', now)).toContain(
    'GitHub wants somebody to let it go',
  );
});

test.each([
  ['@acme/release: `/approve prod`', '`@acme/release`: `/approve prod`'],
  ['`a @bob` and (@alice @carol)', '`a @bob` and (`@alice` `@carol`)'],
])('nobody is called again: %s', (said, shown) => expect(calm(said)).toBe(shown));

test('a name is no markup', () => {
  const said = queueOf([deploy('a', { environment: 'p@bob' }, { from: '@carol`x' })], null, now);
  expect(said).not.toMatch(/(?<!`)@(bob|carol)/);
});

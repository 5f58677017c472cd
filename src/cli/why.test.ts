import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Sentence } from '../core/sentence.ts';
import { Misuse } from './verb.ts';
import { verb } from './why.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shipmate-why-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function why(facts: string, config: string): Promise<{ code: number; said: string }> {
  const [event, file] = [join(folder, 'facts.json'), join(folder, 'shipmate.yml')];
  await Promise.all([writeFile(event, facts), writeFile(file, config)]);
  const lines: string[] = [];
  const code = await verb.run(['--event', event, '--config', file], line => lines.push(line.replaceAll(folder, '')));
  return { code, said: lines.join('\n') };
}
const fails = (facts: string, config: string) =>
  why(facts, config).then(
    () => 'no error',
    (error: unknown) => (error instanceof Sentence ? error.message.replaceAll(folder, '') : error),
  );

const facts = (more: Record<string, unknown> = {}) =>
  JSON.stringify({ environment: 'prod', now: '2026-11-19T11:00:00Z', commit: { sha: 'a'.repeat(40) }, ...more });

test('the facts and the file that the page shows', async () => {
  const page = await readFile(join(import.meta.dirname, '../features/deploy/README.md'), 'utf8');
  const [, shown = ''] = /^```json\n(.*?)^```/ms.exec(page) ?? [];
  const config = [...page.matchAll(/^```yaml\n(.*?)^```/gms)]
    .map(([, yaml = '']) => yaml)
    .find(yaml => yaml.includes('approved_by'));
  const answer = await why(shown, config ?? '');
  expect(answer.code).toBe(0);
  expect(answer.said).toMatchInlineSnapshot(`
    "\`a1b2c3d\` waits before it goes to **production**.

    - ✅ **production** is not locked
    - ✅ **production** is not frozen (\`environments.production.freeze\`, line 13)
    - ✅ \`a1b2c3d\` was there to see when it was asked for
    - ✅ \`a1b2c3d\` succeeded on **staging** (\`environments.production.after\`, line 6)
    - ✅ the checks are green (\`environments.production.checks\`, line 7)
    - ✅ \`carol\` approved \`a1b2c3d\` (\`environments.production.reviews\`, line 8)
    - ✅ \`a1b2c3d\` has all commits of \`main\` (\`environments.production.up_to_date\`, line 11)
    - ✅ \`main\` is green (\`environments.production.green\`, line 12)
    - ✅ \`a1b2c3d\` was planned 5 m ago (\`environments.production.plan\`, line 10)
    - ⏳ **production** needs the approval of \`@acme/release\`: \`/approve production\`. (\`environments.production.approved_by\`, line 9)"
  `);
});

test('as few facts as can be', async () => {
  expect((await why(facts(), 'environments:\n  prod: true\n')).said).toMatchInlineSnapshot(`
    "\`aaaaaaa\` goes to **prod**.

    - ✅ **prod** is not locked
    - ✅ no check is required here (\`environments.prod.checks\`, as it is by default)"
  `);
});

test('refused, with the settings and their lines', async () => {
  const judged = {
    checks: [
      { name: 'CI / test', state: 'failure' },
      { name: 'lint', state: 'success' },
    ],
  };
  const config = 'prefix: "!"\nenvironments:\n  staging: true\n  prod:\n    after: staging\n    approved_by: "@carol"\n';
  const asker = { id: 2, login: 'bob' };
  expect((await why(facts({ judged, asker }), config)).said).toMatchInlineSnapshot(`
    "\`aaaaaaa\` does not go to **prod**.

    - ✅ **prod** is not locked
    - ❌ \`aaaaaaa\` has not succeeded on **staging** yet, and **prod** takes only what works there. \`!deploy staging\` comes first. (\`environments.prod.after\`, line 5)
    - ❌ \`CI / test\` is red on \`aaaaaaa\`. Run it again or push a fix, then \`!deploy prod\`. (\`environments.prod.checks\`, as it is by default)
      - ✅ 1 check is green
      - ⬜ \`CI / test\` is green (failed)
    - ❌ I cannot find out who wrote \`aaaaaaa\`, so nobody can approve it for **prod**. (\`environments.prod.approved_by\`, line 6)"
  `);
});

test('what a person can mend is a sentence', async () => {
  const sound = 'environments:\n  prod: true\n';
  expect([
    await fails('{', sound),
    await fails('[]', sound),
    await fails(facts({ commit: { sha: 'abc' } }), sound),
    await fails(facts({ now: 'noon' }), sound),
    await fails(facts({ approver: [] }), sound),
    await fails(facts({ judged: { checks: [{ name: 'x', state: 'green' }] } }), sound),
    await fails(facts({ rows: { lock: [] } }), sound),
    await fails(facts({ environment: 'qa' }), sound),
    await fails(facts(), ''),
  ]).toMatchInlineSnapshot(`
    [
      "/facts.json is not JSON.",
      "/facts.json has to be a map of facts.",
      "/facts.json has something else than it should at \`commit.sha\`: it has to be a commit of 40 digits.",
      "/facts.json has something else than it should at \`now\`: it has to be a date such as 2026-11-19T11:00:00Z.",
      "/facts.json has \`approver\`, which is no fact.",
      "/facts.json has something else than it should at \`judged.checks.0.state\`.",
      "/facts.json has \`rows.lock\`, which is no fact.",
      "/shipmate.yml has no environment qa; those it has: prod.",
      "/shipmate.yml has no environment prod; those it has: none.",
    ]
  `);
  expect(await why(facts(), 'environments:\n  prod: { reviews: many }\n')).toMatchObject({
    code: 1,
    said: '/shipmate.yml:2:20 `environments.prod.reviews` has to be a whole number from 0 to 6, not `many`.',
  });
  await expect(verb.run(['--event', 'x.json'], () => {})).rejects.toBeInstanceOf(Misuse);
  await expect(verb.run(['--event', '/nowhere', '--config', '/nowhere'], () => {})).rejects.toThrow(
    '/nowhere cannot be read: ENOENT.',
  );
});

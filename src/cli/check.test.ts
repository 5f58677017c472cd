import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Sentence } from '../core/sentence.ts';
import { verb } from './check.ts';
import { Misuse } from './verb.ts';

const server = createServer(socket => socket.end());
let folder = '';
let file = '';
let to = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'check-'));
  file = join(folder, 'infra.yml');
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  to = String(typeof address === 'object' ? address?.port : 0);
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

async function check(yaml: string, ...more: string[]) {
  await writeFile(file, yaml.replaceAll('PORT', to));
  const lines: string[] = [];
  const code = await verb.run(['--file', file, '--variable', 'host=127.0.0.1', ...more], line => lines.push(line));
  return {
    code,
    lines: lines.map(line =>
      line
        .replaceAll(folder, '')
        .replaceAll(to, 'PORT')
        .replace(/ +\d+ ms */, '  N ms  ')
        .trimEnd(),
    ),
  };
}

const all = `- { name: shop, tcp: "{{host}}:1", environment: [prod, staging] }
- { name: "\\u202edb", tcp: "{{host}}:1", level: warn }
- { name: up, tcp: "{{host}}:PORT" }
`;

test('a line as each ends, then the table and the count', async () => {
  const { code, lines } = await check(all);
  expect(code).toBe(1);
  expect(lines.slice(0, 4).toSorted()).toHaveLength(4);
  expect(lines.slice(4)).toMatchInlineSnapshot(`
    [
      "",
      "❌ shop        prod  N ms  127.0.0.1:1 refuses connections",
      "❌ shop        staging  N ms  127.0.0.1:1 refuses connections",
      "⚠️ \\u{202e}db  N ms  127.0.0.1:1 refuses connections",
      "✅ up  N ms  127.0.0.1:PORT listens",
      "",
      "4 checks: 1 passed, 1 warned, 2 failed",
    ]
  `);
});

test('only some of them, and as JSON', async () => {
  const { code, lines } = await check(all, '--only', 'up', '--json');
  expect(code).toBe(0);
  expect(JSON.parse(lines.join('\n'))).toMatchObject([{ name: 'up', verdict: 'pass' }]);
  expect((await check(all, '--environment', 'prod', '--only', 'shop')).lines.at(-1)).toBe('1 check: 1 failed');
});

test('mistakes of the file, each at its place', async () => {
  expect(await check('- tcp: db\n- { tcp: "{{hots}}:1" }\n')).toEqual({
    code: 2,
    lines: [expect.stringMatching(/^\/infra\.yml:1:8 `infrastructure\[0\]\.tcp` has to be a host and a port/)],
  });
});

test('whoever stops it leaves nothing behind, and what runs may say its farewell', async () => {
  await writeFile(
    join(folder, 'deploy.sh'),
    "trap 'echo over > over; exit' TERM; echo $$ > pid; echo; while :; do sleep 0.02; done",
  );
  await writeFile(file, `- command: sh deploy.sh\n- { name: up, tcp: '127.0.0.1:${to}' }`);
  const run = `const { verb } = await import(${JSON.stringify(join(import.meta.dirname, 'check.ts'))});
    process.exitCode = await verb.run(['--file', ${JSON.stringify(file)}], console.log);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', run], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise(resolve => child.once('close', resolve));
  await expect.poll(() => readFile(join(folder, 'pid'), 'utf8').catch(() => '')).toMatch(/^\d+\n$/);
  child.kill('SIGINT');
  expect(await ended).toBe(1);
  expect(said).toContain('it was stopped');
  expect(await readFile(join(folder, 'over'), 'utf8')).toBe('over\n');
});

test('what makes no sense is refused', async () => {
  const failing = (...args: string[]) => verb.run(args, () => {}).catch((error: unknown) => error);
  expect(await failing('--file', join(folder, 'none.yml'))).toBeInstanceOf(Sentence);
  await check('- tcp: "127.0.0.1:1"');
  for (const args of [
    ['--when', 'later'],
    ['--variable', 'a'],
    ['--only', 'uo'],
  ])
    expect(await failing('--file', file, ...args)).toBeInstanceOf(Misuse);
});

import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** What `npm run new` writes is whole without an edit: in a copy of the project that nobody has touched. */

const root = join(import.meta.dirname, '../..');
const exec = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shipmate-new-'));
  const left = ['node_modules', '.git', 'data', 'dist', '.cache', '.env'];
  for (const name of await readdir(root))
    if (!left.includes(name)) await cp(join(root, name), join(folder, name), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** As in a shell of its own; what it said is in what it throws. */
async function run(program: string, ...args: string[]): Promise<string> {
  const { HOME, LANG } = process.env;
  const PATH = [join(folder, 'node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(delimiter);
  const options = { cwd: folder, env: { PATH, HOME, LANG, NO_COLOR: '1', CI: '1' }, maxBuffer: 50_000_000 };
  const { stdout } = await exec(program, args, options).catch(error => {
    throw new Error(
      `${program} ${args.join(' ')} failed:\n${String(error.stdout).slice(-8_000)}\n${String(error.stderr).slice(-2_000)}`,
    );
  });
  return stdout;
}

const made = (...words: string[]) => run('npm', 'run', '--silent', 'new', '--', ...words);
const slow = { timeout: 600_000 };

/** By what was said. */
const [written, changed]: [string[], string[]] = [[], []];

test(
  'commands, a source and checks, one after the other, also where a name is no word for code or there is no list yet',
  slow,
  async () => {
    for (const [kind, name] of [
      ['command', 'deploy/thaw'],
      ['command', 'config-check/switch'],
      ['source', 'new-relic'],
      ['check', 'chrony'],
      ['check', 'flux-drift'],
    ] as const) {
      const said = await made(kind, name);
      const files = (what: string) => [...said.matchAll(new RegExp(`^${what} +(\\S+)$`, 'gm'))].map(([, path]) => path ?? '');
      expect(files('wrote').length).toBeGreaterThanOrEqual(2);
      written.push(...files('wrote'));
      changed.push(...files('changed'));
    }
    expect(await readFile(join(folder, 'README.md'), 'utf8')).toContain('| `/thaw` |');
    expect(await readFile(join(folder, 'src/config/README.md'), 'utf8')).toContain('.chrony.file`');
  },
);

test('nothing is written twice', async () => {
  for (const words of [
    ['command', 'ping/thaw'],
    ['source', 'new-relic'],
    ['check', 'chrony'],
  ])
    await expect(made(...words)).rejects.toThrow(/There is .* already/);
});

test('the compiler, the linter and the search for dead code have nothing to say', slow, async () => {
  await run('tsc', '--noEmit');
  await run('biome', 'check', '--error-on-warnings', ...written, ...new Set(changed));
  await run('knip');
});

test('their own tests pass, those of what they stand beside, and the contracts', slow, async () => {
  const tests = written.filter(path => path.endsWith('.test.ts'));
  expect(tests).toHaveLength(5);
  const contracts = ['action', 'commands', 'config', 'imports', 'schema'].map(name => `test/contract/${name}.test.ts`);
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts'];
  const said = await run(process.execPath, ...vitest, ...tests, 'src/features/errors/sources/', 'src/cli/new', ...contracts);
  const passed = [...said.matchAll(/✓ \|\w+\| (\S+)/g)].map(([, path]) => path);
  for (const path of [...tests, ...contracts]) expect(passed).toContain(path);
});

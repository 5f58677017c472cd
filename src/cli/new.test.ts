import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { features } from '../features.ts';
import { check } from './new/check.ts';
import { command } from './new/command.ts';
import type { Maker } from './new/maker.ts';
import { type Project, projectIn } from './new/project.ts';
import { source } from './new/source.ts';
import { makes } from './new/verb.ts';
import { runVerb } from './run.ts';

/** What is worked out, refused and written. That the files work is a story of their own: `test/chaos/new.test.ts`. */

const root = join(import.meta.dirname, '../..');
const here = projectIn(root);
const makers = [command, source, check];

/** What is said to these words, where whatever would be written is not. */
async function said(...argv: string[]): Promise<string> {
  const lines: string[] = [];
  const project: Project = { ...here, write: async () => undefined, run: async () => true };
  const say = (line: string) => void lines.push(line);
  const verbs = makers.map(one => makes(one, project));
  const code = await runVerb(verbs, argv, { say, warn: say }, { said: 'npm run new --', word: 'kind' });
  return `${code} ${lines.join('\n')}`;
}

test('who says nothing is told how', async () => {
  expect(await said()).toMatchInlineSnapshot(`
    "2 Usage: npm run new -- <kind> …

      command <feature>/<name>
          A command for comments, in a feature that there is.
      source <name>
          A tool that tells of errors and alerts through a hook.
      check <name>
          A kind of check for \`infrastructure\`, run by the Action."
  `);
  expect(await said('comand', 'deploy/some-thing')).toMatchInlineSnapshot(
    `"2 There is no kind of that name; did you mean "command"? "npm run new -- --help" lists them."`,
  );
  for (const name of ['command', 'source', 'check']) {
    expect(await said(name)).toMatch(new RegExp(`^2 Say one name, as in "${name} \\S+"\\.\\nUsage: npm run new -- ${name} <`));
    expect(await said(name, 'deploy/a-b', 'c')).toMatch(/^2 Say one name/);
    expect(await said(name, '--force')).toMatch(/^2 Say one name/);
  }
});

test('what was written is said, and what comes next', async () => {
  expect(await said('command', 'deploy/some-thing')).toMatchInlineSnapshot(`
    "0 wrote   src/features/deploy/commands/some-thing.ts
    wrote   src/features/deploy/commands/some-thing.test.ts
    changed src/features/deploy/index.ts
    runs    npm run generate

    See it answer: npm run sandbox, and comment /some-thing in an issue of acme/web.
    Its test: npm test -- src/features/deploy/commands/some-thing.test.ts
    Then say in src/features/deploy/commands/some-thing.ts what it does, and on src/features/deploy/README.md what it is for.
    Stories that show a whole /help have one line more: npm test -- test/scenarios/help.test.ts -u, and read the diff."
  `);
  expect(await said('source', 'some-thing')).toMatchInlineSnapshot(`
    "0 wrote   src/features/errors/sources/some-thing.ts
    wrote   src/features/errors/sources/some-thing.test.ts
    wrote   src/features/errors/sources/samples/some-thing/firing.json
    wrote   src/features/errors/sources/samples/some-thing/resolved.json
    changed src/features/errors/messages.ts
    changed src/features/errors/sources/index.ts

    Its test: npm test -- src/features/errors/sources/some-thing.test.ts
    All that hold for every source, forged and hostile letters among them: npm test -- src/features/errors/sources
    Then put letters as it really sends them into src/features/errors/sources/samples/some-thing, and read them in src/features/errors/sources/some-thing.ts.
    Where it signs what it sends, verify that (signed.ts, as pagerduty.ts does), and add it to \`signing\` in src/features/errors/sources/forged.test.ts.
    Name it on src/features/errors/README.md."
  `);
  expect(await said('check', 'some-thing')).toMatchInlineSnapshot(`
    "0 wrote   src/checks/kinds/some-thing.ts
    wrote   src/checks/kinds/some-thing.test.ts
    changed src/checks/README.md
    changed src/checks/kinds/index.ts
    runs    npm run generate
    runs    npm run bundle

    Its test: npm test -- src/checks/kinds/some-thing.test.ts
    Then say in src/checks/kinds/some-thing.ts what it looks at, and at the end of src/checks/README.md what it is for.
    After each change of it: npm run generate, npm run bundle."
  `);
});

test.each([
  ['N T P', ' Did you mean "n-t-p"?'],
  ['Ntp', ' Did you mean "ntp"?'],
  ['ntp_', ' Did you mean "ntp"?'],
  ['9lives', ' Did you mean "lives"?'],
  ['ntp.ts', ' Did you mean "ntp-ts"?'],
  ['../x', ''],
  ['..', ''],
  ['n', ''],
  ['', ''],
  ['é', ''],
  ['a'.repeat(41), ''],
  [`a';process.exit();'`, ' Did you mean "a-process-exit"?'],
])('%j is no name', async (name, hint) => {
  const refused = (kind: string) =>
    `1 ${JSON.stringify(name.slice(0, 60))} is no name for a ${kind}: it takes 2 to 40 small letters and digits, a letter first, words with "-" between.${hint}`;
  expect(await said('check', name)).toBe(refused('check'));
  expect(await said('source', name)).toBe(refused('source'));
  if (!name.includes('/')) expect(await said('command', `deploy/${name}`)).toBe(refused('command'));
});

test.each([
  ['command', 'deploy/status', 'There is "/status" already, in src/features/deploy: What runs where'],
  ['command', 'deploy/ack', 'There is "/ack" already, in src/features/errors: '],
  ['command', 'ping/ping', 'There is "/ping" already, in src/features/ping: '],
  ['command', 'deploy/shipmate', '"/shipmate" stands before any command'],
  ['command', 'infrastructure/check', '"/check" is made from a team\'s own workflow'],
  ['command', 'deploy/constructor', '"constructor" is what every object of JavaScript has'],
  ['source', 'sentry', 'There is a source "sentry" already: Sentry: '],
  ['source', 'log', '"log" is what we find ourselves'],
  ['source', 'samples', 'There is src/features/errors/sources/samples.test.ts already'],
  ['check', 'index', 'There is src/checks/kinds/index.ts already'],
  ['check', 'tcp', 'There is a check "tcp" already: Whether something listens'],
  ['check', 'environment', '"environment" is what every check may say of itself'],
])('%s %s is taken', async (kind, name, why) => {
  const answer = await said(kind, name);
  expect(answer.slice(0, why.length + 2)).toBe(`1 ${why}`);
  expect(answer).toMatch(/(?: Take| or take) another name\.$/);
});

test('a feature that there is not: those that there are, the nearest first', async () => {
  const names = 'ping, deploy, builds, errors, infrastructure, reminders, quiet, help, ops and config-check';
  expect(await said('command', 'remindres/freeze')).toBe(
    '1 There is no feature "remindres". There are reminders, ping, deploy, builds, errors, infrastructure, quiet, help, ops and config-check.',
  );
  expect(await said('command', 'weather/freeze')).toBe(`1 There is no feature "weather". There are ${names}.`);
  expect(await said('command', 'issues/freeze')).toBe(`1 There is no feature "issues". There are ${names}.`);
  const usage = 'Usage: npm run new -- command <feature>/<name>';
  for (const name of ['freeze', '../x/freeze', 'deploy/a/b'])
    expect(await said('command', name)).toMatch(
      /^2 Say in which feature, and its name, as in "deploy\/freeze"\. There are .*\.\nUsage: /,
    );
  expect(await said('command', 'freeze')).toContain(usage);
});

test('what is written imports what is there', async () => {
  for (const [maker, name] of [
    [command, 'deploy/some-thing'],
    [command, 'ping/some-thing'],
    [source, 'some-thing'],
    [check, 'some-thing'],
  ] as const) {
    const { changes } = await maker.plan(name, here);
    const paths = changes.map(({ path }) => path);
    for (const { path, after } of changes.filter(one => one.path.endsWith('.ts') && one.before === null)) {
      const named = [...after.matchAll(/^import .* from '(\.[^']+)';$/gm)].map(([, from]) => join(path, '..', from ?? ''));
      expect(named.length, path).toBeGreaterThan(0);
      for (const one of named)
        expect(paths.includes(one) || (await here.text(one)) !== null, `${path} imports ${one}`).toBe(true);
    }
  }
});

/** What a plan puts into files that there are: the lines that are new in them. */
async function added({ plan }: Maker, name: string): Promise<string[]> {
  const { changes } = await plan(name, here);
  return changes.flatMap(({ before, after }) => {
    if (before === null) return [];
    const known = new Set(before.split('\n'));
    return after.split('\n').filter(line => !known.has(line));
  });
}

describe('lists are found where they are', () => {
  const homes = features.map(({ name }) => name).filter(name => name !== 'issues');
  test.each(homes)('of the commands of %s', async feature => {
    const lines = await added(command, `${feature}/some-thing`);
    expect(lines).toContain("import { someThing } from './commands/some-thing.ts';");
    expect(lines.filter(line => /\bsomeThing\b/.test(line))).toHaveLength(2);
    expect(lines.join('\n')).toMatch(/commands: \[[^\]]*\bsomeThing\]|, someThing/);
  });

  /** Without what stands before it: that may be another tomorrow. */
  const put = async (maker: Maker) =>
    (await added(maker, 'some-thing'))
      .map(line => line.replace(/^.*, (?='?some-?thing)/i, '… '))
      .filter(line => /some-?thing/i.test(line));
  test('of sources', async () =>
    expect(await put(source)).toMatchInlineSnapshot(`
    [
      "… 'some-thing': 'Some Thing',",
      "import { someThing } from './some-thing.ts';",
      "… someThing,",
    ]
  `));
  test('of kinds', async () =>
    expect(await put(check)).toMatchInlineSnapshot(`
    [
      "## \`some-thing\`",
      "  - some-thing: { file: etc/some-thing.conf, has: ^pool }",
      "import { someThing } from './some-thing.ts';",
      "… 'some-thing': said(someThing),",
      "… 'some-thing': someThing,",
    ]
  `));
});

test.each(['delete', 'escape', 'import', 'runs', 'answer', 'environments', 'fetch'])(
  'a command /%s is called otherwise in the code, where that means something else',
  async name => {
    const lines = await added(command, `deploy/${name}`);
    expect(lines).toContain(`import { ${name}Command } from './commands/${name}.ts';`);
  },
);

test('only what the file of a team switches on needs its section', async () => {
  const needs = async (feature: string) => {
    const { changes } = await command.plan(`${feature}/some-thing`, here);
    return changes[0]?.after.match(/^(?:import .*(?:config|section)\.ts';|.*needs: .*)$/gm);
  };
  expect(await needs('deploy')).toEqual(["import { environments } from '../config.ts';", '  needs: environments,']);
  expect(await needs('infrastructure')).toEqual([
    "import { infrastructure } from '../../../checks/section.ts';",
    '  needs: infrastructure,',
  ]);
  expect(await needs('ping')).toBeNull();
  expect(await needs('ops')).toBeNull();
});

describe('writing', () => {
  let folder: string;
  let project: Project;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'new-'));
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, 'list.ts'), 'export const list = [];\n');
    project = projectIn(folder);
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const all = async () =>
    (await readdir(folder, { recursive: true })).filter(name => !name.startsWith('node_modules')).toSorted();
  const listed = { path: 'list.ts', before: 'export const list = [];\n', after: 'export const list = [one]\n' };
  const fresh = { path: 'deep/er/one.ts', before: null, after: 'export const one = 1\n' };

  test('all of it, in our form', async () => {
    await project.write([fresh, listed]);
    expect(await project.text(fresh.path)).toBe('export const one = 1;\n');
    expect(await project.text('list.ts')).toBe('export const list = [one];\n');
    expect(await all()).toEqual(['deep', 'deep/er', 'deep/er/one.ts', 'list.ts']);
  });

  test('never over what is there, and then nothing at all', async () => {
    await writeFile(join(folder, 'two.ts'), 'mine');
    await expect(project.write([fresh, { ...fresh, path: 'two.ts' }, listed])).rejects.toThrow(
      'two.ts was written just now, by somebody else. Nothing was changed; say it again.',
    );
    expect(await project.text('two.ts')).toBe('mine');
    expect(await all()).toEqual(['list.ts', 'two.ts']);
  });

  test('not into a list that somebody has just changed', async () => {
    await writeFile(join(folder, 'list.ts'), 'export const list = [two];\n');
    await expect(project.write([fresh, listed])).rejects.toThrow(/^list\.ts was written just now/);
    expect(await all()).toEqual(['list.ts']);
    expect(await project.text('list.ts')).toBe('export const list = [two];\n');
  });

  test('what fails in the middle leaves everything as it was', async () => {
    // Nobody can read it, and yet it is there: as a file that came since somebody looked.
    await symlink(join(folder, 'nowhere'), join(folder, 'late.ts'));
    const late = { ...fresh, path: 'late.ts' };
    await expect(project.write([fresh, listed, late])).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await all()).toEqual(['late.ts', 'list.ts']);
    expect(await project.text('list.ts')).toBe(listed.before);
  });

  test('nothing that is no code', async () => {
    await expect(project.write([fresh, { ...listed, after: 'export const list = [' }])).rejects.toThrow(
      /^What would be written to list\.ts is no code: /,
    );
    expect(await all()).toEqual(['list.ts']);
  });

  test('nothing without the tools of the project', async () => {
    await rm(join(folder, 'node_modules'));
    await expect(project.write([fresh])).rejects.toThrow('run "npm ci" first');
    expect(await all()).toEqual(['list.ts']);
  });

  test('a script that does not end well is named, and the files stay', async () => {
    const lines: string[] = [];
    const maker: Maker = {
      ...{ name: 'thing', usage: '', about: '', example: 'a' },
      plan: async () => ({ changes: [fresh], follow: ['generate'], next: ['Go on.'] }),
    };
    const failing: Project = { ...project, run: async () => false };
    expect(await makes(maker, failing).run(['a'], line => lines.push(line))).toBe(1);
    expect(lines.at(-1)).toBe(
      'That did not go well. The files above are whole; when it is mended, run "npm run generate" yourself.',
    );
    expect(await readFile(join(folder, fresh.path), 'utf8')).toBe('export const one = 1;\n');
  });
});

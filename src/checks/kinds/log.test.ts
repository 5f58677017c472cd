import { appendFile, chmod, copyFile, mkdir, mkdtemp, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checked, mistakes, told } from '../../../test/checks.ts';

let folder: string;

beforeEach(async () => {
  vi.stubEnv('TZ', 'UTC');
  folder = await mkdtemp(join(tmpdir(), 'log-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

const at = (name: string) => join(folder, name);
const add = (text: string | Buffer, name = 'app.log') => appendFile(at(name), text);
const look = (yaml = '- log: app.log*', env = {}) => checked(yaml, { folder, env });
const says = async (yaml?: string) => told(await look(yaml));

test('each error counts once, in a file that grows', async () => {
  await add('INFO up\nERROR no route to 10.0.0.7\nERROR no route to 10.0.0.8\n');
  expect(await says()).toEqual(['fail: 2 × ERROR no route to 10.0.0.7; 3 new lines in 1 file']);
  expect(await says()).toEqual(['pass: nothing new in 1 file']);
  await add('INFO fine\n');
  expect(await says()).toEqual(['pass: 1 new line in 1 file, and no errors']);
  await add('ERROR no route to 10.0.0.9\n');
  expect(await says()).toEqual(['fail: 1 × ERROR no route to 10.0.0.7; 1 new line in 1 file'.replace('.7', '.9')]);
});

test('a line that has not ended waits for its end, unless none comes', async () => {
  await add('INFO up\nERROR half');
  expect(await says()).toEqual(['pass: 1 new line in 1 file, and no errors']);
  await add(' of it is\n');
  expect(await says()).toEqual(['fail: 1 × ERROR half of it is; 1 new line in 1 file']);
  await add('panic: over');
  expect(await says()).toEqual(['pass: nothing new in 1 file']);
  expect(await says()).toEqual(['fail: 1 × panic: over; 1 new line in 1 file']);
  expect(await says()).toEqual(['pass: nothing new in 1 file']);
});

test('a trace belongs to its error', async () => {
  await add(`2026-11-20T10:03:00Z ERROR TypeError: x is undefined
    at createUser (src/users.ts:3:5)
Caused by: Error: no such thing
    ... 3 more
Traceback (most recent call last):
  File "a.py", line 3, in <module>
    raise ValueError("no such user")
ValueError: no such user

INFO up
`);
  const [outcome] = await look();
  expect(outcome?.errors).toMatchObject([
    { title: 'ERROR TypeError: x is undefined', level: 'error', count: 1, first: '2026-11-20T10:03:00.000Z' },
  ]);
  expect(outcome?.details[0]?.text.split('\n')).toHaveLength(8);
  await writeFile(at('py.log'), 'Traceback (most recent call last):\n  File "a.py", line 3\nValueError: no such user\nINFO up\n');
  expect(await says('- log: py.log')).toEqual(['fail: 1 × ValueError: no such user; 4 new lines in 1 file']);
});

test('what is written of a trace after the look is no error of its own', async () => {
  await add('ERROR boom\n');
  await says();
  await add('    at Error: boom\nCaused by: Error: more\nERROR next\n');
  expect(await says()).toEqual(['fail: 1 × ERROR next; 3 new lines in 1 file']);
});

test.each([['- log: app.log'], ['- log: app.log*']])(
  'a file that was renamed is read to its end, and the new one from its beginning: %s',
  async yaml => {
    await add('INFO the beginning of a log that nobody can take for another one, as it is long\n');
    await says(yaml);
    await add('ERROR before\n');
    await rename(at('app.log'), at('app.log.1'));
    await add('ERROR after\n');
    const [line = ''] = await says(yaml);
    expect(line).toMatch(/^fail: 1 × ERROR (?:before|after); 1 × ERROR (?:before|after); 2 new lines in [12] files?$/);
    expect(await says(yaml)).toEqual([expect.stringMatching(/^pass: nothing new/)]);
  },
);

test('so is one that was copied and emptied', async () => {
  await add('INFO the beginning of a log that nobody can take for another one, as it is long\n');
  await says('- log: app.log');
  await add('ERROR before\n');
  await copyFile(at('app.log'), at('app.log.1'));
  await truncate(at('app.log'));
  await add('ERROR after\n');
  expect(await says('- log: app.log')).toEqual(['fail: 1 × ERROR before; 1 × ERROR after; 2 new lines in 1 file']);
});

test('of one that was emptied what nobody has read is gone, and that is said', async () => {
  await add('INFO up\n'.repeat(20));
  await says();
  await writeFile(at('app.log'), 'ERROR after\n');
  expect(await says()).toEqual([
    'fail: 1 × ERROR after; app.log began anew, and what it had since the last look is not to be found; 1 new line in 1 file',
  ]);
});

test('one that begins anew and is longer than before is known by its beginning', async () => {
  await add('INFO up\n');
  await says();
  await writeFile(at('app.log'), 'ERROR after\nINFO and more, and more\n');
  expect(await says()).toEqual([expect.stringContaining('1 × ERROR after')]);
});

test('the first look reads the end, and says so', async () => {
  await add(`ERROR long ago\n${'INFO up\n'.repeat(300)}ERROR now\n`);
  expect(await says('- log: { files: app.log, first: 1KB }')).toEqual([
    'fail: 1 × ERROR now; the first look at app.log reads the last 1 KB of its 2.4 KB; 124 new lines in 1 file',
  ]);
  expect(await says('- { log: { files: app.log, first: end }, name: other }')).toEqual([
    'pass: the first look at app.log begins at its end; nothing new in 1 file',
  ]);
  await add('ERROR new\n');
  expect(await says('- { log: { files: app.log, first: end }, name: other }')).toEqual([
    'fail: 1 × ERROR new; 1 new line in 1 file',
  ]);
});

test('garbage, long lines, CRLF and colours are lines as others are', async () => {
  await add(Buffer.from([0xc3, 0x28, 0xff, 0xfe, 0, 1, 10, 0, 0, 0]));
  await add(`\u001b[31mERROR\u001b[0m red\r\n${'x'.repeat(100_000)} ERROR too far\r\nERROR ${'y'.repeat(100_000)}\n\r\n`);
  const [outcome] = await look();
  expect(outcome?.findings).toContainEqual({
    verdict: 'warn',
    says: '2 lines are longer than 16.4 KB, and only the beginning was looked at',
  });
  expect(outcome?.errors.map(({ title }) => title.slice(0, 10))).toEqual(['ERROR red', 'ERROR yyyy']);
  expect(outcome?.errors[1]?.sample).toHaveLength(4_000);
});

test('what cannot be read is said', async () => {
  expect(await says()).toEqual(['unknown: no file is called app.log*']);
  await writeFile(at('app.log'), Buffer.from('\ufeffERROR wide\n', 'utf16le'));
  expect(await says()).toEqual(['unknown: app.log cannot be read: it is written in UTF-16, and only UTF-8 is read']);
  await writeFile(at('app.log'), Buffer.from('ERROR wide, and without a mark\n', 'utf16le'));
  expect(await says()).toEqual([expect.stringContaining('UTF-16')]);
  await mkdir(at('app.log.d'));
  await writeFile(at('app.log.2.gz'), Buffer.from([0x1f, 0x8b, 8, 0]));
  await writeFile(at('app.log.1'), 'INFO up\n');
  expect(await says()).toEqual([
    'fail: app.log cannot be read: it is written in UTF-16, and only UTF-8 is read; 1 new line in 1 file, and no errors',
  ]);
});

test('nor more files than anybody means', async () => {
  await Promise.all(Array.from({ length: 201 }, (_, number) => add('INFO up\n', `app.log.${number}`)));
  expect(await says()).toEqual(['unknown: more than 200 files are called app.log*']);
});

test.skipIf(process.getuid?.() === 0)('nor what nobody may read', async () => {
  await add('ERROR secret\n');
  await chmod(at('app.log'), 0);
  expect(await says()).toEqual(['unknown: app.log cannot be read: reading it is not permitted']);
});

test('files have absolute names, many, and two names are one file', async () => {
  await mkdir(at('a/b'), { recursive: true });
  await add('ERROR one\n', 'a/b/web.log');
  await add('ERROR two\n', 'a/api.log');
  await symlink(at('a/api.log'), at('a/same.log'));
  expect(await says(`- log: ['x']`.replace("['x']", `{ files: ['${at('a/**/*.log')}', a/api.log] }`))).toEqual([
    expect.stringMatching(/2 new lines in 2 files$/),
  ]);
});

test('a pattern, what is ignored, what makes two the same, and how bad they are', async () => {
  await add(`[WARN] disk sda is full
[WARN] disk sdb is full
[FATAL] disk sdc is gone
[WARN] disk known is full
[INFO] disk sdd is well
`);
  const yaml = `- log: { files: app.log, pattern: '\\[(?<level>WARN|FATAL)\\] disk (\\w+) (?<message>is \\w+)', ignore: known, print: '{message}' }`;
  const [outcome] = await look(yaml);
  expect(outcome?.errors).toMatchObject([
    { title: 'is full', level: 'warning', count: 2 },
    { title: 'is gone', level: 'critical', count: 1 },
  ]);
});

test('a threshold goes by the times of the lines, and over several looks', async () => {
  const yaml = `- log: { files: app.log, threshold: 3 in 10m }`;
  const minute = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  await add(`${minute(-60)} ERROR now and then\n${minute(-40)} ERROR now and then\n${minute(-20)} ERROR now and then\n`);
  await add(`${minute(-5)} ERROR often\n${minute(-4)} ERROR often\n`);
  expect(await says(yaml)).toEqual(['pass: 2 kinds of error too seldom to count; 5 new lines in 1 file, and no errors']);
  await add(`${minute(0)} ERROR often\n`);
  expect(await says(yaml)).toEqual([expect.stringMatching(/^fail: 3 × ERROR often \(.*\); 1 new line in 1 file$/)]);
  await add(`${minute(0)} ERROR often\n`);
  expect(await says(yaml)).toEqual([expect.stringMatching(/^pass: 1 kind of error too seldom to count/)]);
});

test('of more kinds than anybody counts the rest is counted together', async () => {
  const word = (number: number) => [...String(number)].map(digit => 'abcdefghij'[Number(digit)]).join('');
  await add(Array.from({ length: 205 }, (_, number) => `ERROR ${word(number)}\n`).join(''));
  const [outcome] = await look();
  expect(outcome?.errors).toHaveLength(200);
  expect(outcome?.findings.slice(20).map(({ says }) => says)).toEqual([
    'and 180 more kinds of error',
    'and 5 errors of so many other kinds that nobody counts them one by one',
    '205 new lines in 1 file',
  ]);
});

test('who tries again finds what was found', async () => {
  await add('ERROR once\n');
  const [outcome] = await look('- { log: app.log, retries: 1, pause: 1ms }');
  expect(outcome).toMatchObject({ verdict: 'fail', attempts: 2, errors: [{ count: 1 }] });
});

test('who was stopped looks at all of it again', async () => {
  await add('ERROR once\n'.repeat(12_000));
  expect(await says('- { log: app.log, within: 1ms }')).toEqual(['fail: it took longer than 1 ms']);
  expect(await says()).toEqual([expect.stringContaining('12,000 × ERROR once')]);
});

test('what is wrong is said with its place', () => {
  expect(
    mistakes(`- log: {}
- log: { files: a, command: b }
- log: { files: a, env: TOKEN }
- log: { files: a, pattern: '(' }
- log: { files: a, print: '{x}' }
- log: { files: a, pattern: '(?<y>a)', print: '{x}' }
- log: { files: a, pattern: 'a', print: 'x' }
- log: { files: a, threshold: 3 in ten }
- log: { journal: '--help' }
- log: { files: [] }
- log: { files: a, first: 1 }
`),
  ).toMatchInlineSnapshot(`
    [
      "1:8 \`infrastructure[0].log\` has to say what is read, by one of \`files\`, \`journal\` and \`command\`.",
      "2:8 \`infrastructure[1].log\` has to say what is read, by one of \`files\`, \`journal\` and \`command\`.",
      "3:8 \`infrastructure[2].log\` has \`env\`, which only a \`command\` gets.",
      "4:29 \`infrastructure[3].log.pattern\` is no regular expression that can be read.",
      "5:27 \`infrastructure[4].log.print\` names a group, and there is no \`pattern\` that has groups.",
      "6:47 \`infrastructure[5].log.print\` names \`x\`, which is no group of the pattern.",
      "7:41 \`infrastructure[6].log.print\` has no group of the pattern in braces, so all errors would be one.",
      "8:31 \`infrastructure[7].log.threshold\` has to be a whole number from 1 to 1000 or how often within which time, such as \`3 in 10m\`, not \`3 in ten\`.",
      "9:19 \`infrastructure[8].log.journal\` has to be a unit of systemd such as \`web\` or \`worker@*.service\` or a list from 1 to 20 entries, each entry a unit of systemd such as \`web\` or \`worker@*.service\`, not \`--help\`.",
      "10:17 \`infrastructure[9].log.files\` has to be text from 1 to 500 characters or a list from 1 to 20 entries, each entry text from 1 to 500 characters; this has 0.",
      "11:27 \`infrastructure[10].log.first\` has to be \`end\` or a size such as \`20KB\` or \`1MB\`; put quotes round \`1\` to make it text.",
    ]
  `);
  expect(mistakes("- log: { command: 'cat {{file}}' }", { file: 'a' })).toMatchInlineSnapshot(`
    [
      "1:19 \`{{file}}\` is not filled in here, because this goes to a shell; say \`$file\`, which is in its environment.",
    ]
  `);
});

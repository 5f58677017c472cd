import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { checked, told } from '../../../../test/checks.ts';

let folder: string;

beforeEach(async () => {
  vi.stubEnv('TZ', 'UTC');
  folder = await mkdtemp(join(tmpdir(), 'log-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

/** What a journal has, each with a cursor of its own, and what it was asked. */
async function journal(entries: unknown[], script = 'cat entries'): Promise<() => Promise<string>> {
  await writeFile(join(folder, 'entries'), entries.map(one => JSON.stringify(one)).join('\n'));
  await writeFile(join(folder, 'journalctl'), `#!/bin/sh\necho "$@" > asked\n${script}\n`);
  await chmod(join(folder, 'journalctl'), 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  return async () => (await readFile(join(folder, 'asked'), 'utf8')).trim();
}

const entry = (cursor: number, message: unknown, priority = 6, unit = 'web.service') => ({
  ...{ MESSAGE: message, PRIORITY: String(priority), _SYSTEMD_UNIT: unit },
  ...{ __CURSOR: `s=${cursor}`, __REALTIME_TIMESTAMP: String(Date.parse('2026-11-20T10:00:00Z') * 1_000 + cursor) },
});
const look = (yaml: string, given = {}) => checked(yaml, { folder, ...given });
const says = async (yaml: string, given = {}) => told(await look(yaml, given));

test('the journal is read from where it was read before, by its own levels as well', async () => {
  const asked = await journal([
    entry(1, 'it went wrong', 3),
    entry(2, '  at createUser'),
    entry(3, '  is said by another', 6, 'api.service'),
    entry(4, [...Buffer.from('panic: \ufffd\nno indent')], 6),
    entry(5, null),
    { MESSAGE: 'no cursor' },
  ]);
  const [outcome] = await look('- log: { journal: [web, api@*], first: 1MB }');
  expect(outcome?.errors).toMatchObject([
    { title: 'it went wrong', level: 'error', sample: 'it went wrong\n  at createUser', first: '2026-11-20T10:00:00.000Z' },
    { level: 'critical', sample: 'panic: \ufffd\n  no indent' },
  ]);
  expect(told([outcome].flatMap(one => one ?? []))[0]).toMatch(
    /; one entry could not be read; 5 new lines in the journal of web, api@\*$/,
  );
  expect(await asked()).toMatch(/^--unit=web --unit=api@\* --output=json .* --lines=2000$/);
  await journal([]);
  expect(await says('- log: { journal: [web, api@*], first: 1MB }')).toEqual(['pass: nothing new in the journal of web, api@*']);
  expect(await asked()).toMatch(/--after-cursor=s=5$/);
});

test('whoever begins at its end learns where that is, and counts nothing', async () => {
  const asked = await journal([entry(7, 'ERROR old', 3)]);
  expect(await says('- log: { journal: web, first: end }')).toEqual([
    'pass: the first look begins at its end; nothing new in the journal of web',
  ]);
  await journal([entry(8, 'ERROR new', 3)]);
  expect(await says('- log: { journal: web, first: end }')).toEqual([
    expect.stringMatching(/^fail: 1 × ERROR new .*; 1 new line in the/),
  ]);
  expect(await asked()).toMatch(/--after-cursor=s=7$/);
});

test('what was empty at first has nothing that is old', async () => {
  const asked = await journal([]);
  await says('- log: { journal: web, first: end }');
  await journal([entry(1, 'ERROR new')]);
  expect(await says('- log: { journal: web, first: end }')).toEqual([expect.stringMatching(/^fail: 1 × ERROR new/)]);
  expect(await asked()).toMatch(/--since=@\d{10}$/);
});

test('a journal that does not answer, or is not there, is unknown', async () => {
  await journal([], 'echo "No journal files were opened" >&2; exit 1');
  expect(await says('- log: { journal: web }')).toEqual(['unknown: journalctl ended with 1: No journal files were opened']);
  vi.stubEnv('PATH', '/nowhere');
  expect(await says('- log: { journal: web }')).toEqual(['unknown: journalctl cannot be run: it is not installed']);
});

test('a command says what is new since it was asked last, and is given what it was to be given', async () => {
  const yaml = `- log: { command: 'echo "ERROR [$SINCE] $host $TOKEN"', env: TOKEN, first: end }`;
  const given = { variables: { host: 'example.org' }, env: { TOKEN: 'sesame-street' } };
  expect(await says(yaml, given)).toEqual(['fail: 1 × ERROR [] example.org ***; 1 new line in what the command says']);
  expect(await says(yaml, given)).toEqual([expect.stringMatching(/ERROR \[\d{4}-\d\d-\d\dT/)]);
  expect(await says(yaml, { variables: { host: 'a' } })).toEqual(['unknown: TOKEN is not set']);
});

test('no half of a secret is told where a title, a sample or an error is cut', async () => {
  const env = { TOKEN: 'sesame-street-1969' };
  const long = (pad: number) => `$(head -c ${pad} /dev/zero | tr '\\\\0' x) $TOKEN`;
  const [outcome] = await look(
    `- log: { command: "echo ERROR ${long(186)}; echo 'ERROR y'; echo ' ' ${long(3970)}", env: TOKEN }`,
    { env },
  );
  expect(JSON.stringify(outcome)).toContain('ERROR y');
  expect(JSON.stringify(outcome)).not.toContain('sesame');
  expect(await says(`- log: { command: "echo ${long(70)} >&2; exit 1", env: TOKEN }`, { env })).toEqual([
    `unknown: the command ended with 1: ${'x'.repeat(70)} ***`,
  ]);
});

test('what fails half-way is unknown, and what hangs is ended with all that it has started', async () => {
  expect(await says("- log: { command: 'echo ERROR; echo no such pod >&2; exit 3' }")).toEqual([
    'unknown: the command ended with 3: no such pod',
  ]);
  const pipe = join(folder, 'pipe');
  await promisify(execFile)('mkfifo', [pipe]);
  // It ends when nobody is left who could write into it.
  const silence = once(createReadStream(pipe).resume(), 'end');
  expect(await says("- { log: { command: 'sleep 60 > pipe & sleep 60 > pipe' }, within: 200ms }")).toEqual([
    'fail: it took longer than 200 ms',
  ]);
  await silence;
});

test('nor does it wait for what a command has left behind, or take its last part alone for its end', async () => {
  expect(await says("- { log: { command: 'sleep 60 & echo ERROR' }, within: 5s }")).toEqual([
    'fail: 1 × ERROR; 1 new line in what the command says',
  ]);
  // Even if it has left the group of what was started.
  const left = join(folder, 'left');
  expect(await says(`- { log: { command: 'setsid sleep 60 & echo $! > ${left}; echo ERROR' }, within: 5s }`)).toEqual([
    'fail: 1 × ERROR; 1 new line in what the command says',
  ]);
  process.kill(Number(await readFile(left, 'utf8')));
  expect(await says("- log: { command: 'false; echo INFO' }")).toEqual(['unknown: the command ended with 1']);
});

test('what says no end of lines is read as it comes', async () => {
  expect(await says("- log: { command: 'yes ERROR | head -c 120000' }")).toEqual([
    'fail: 20,000 × ERROR; 20,000 new lines in what the command says',
  ]);
});

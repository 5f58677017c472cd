import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checked, mistakes, told } from '../../../test/checks.ts';

const say = async (yaml: string, given = {}) => told(await checked(yaml, given));
const folderOf = () => mkdtemp(join(tmpdir(), 'command-'));

test.each<[string, string, string]>([
  ['a command that ends well', "'true'", 'pass: it ended with 0'],
  ['one that does not', 'exit 3', 'fail: it ended with 3, not 0'],
  ['one that should not', '{ run: exit 3, exit: 3 }', 'pass: it ended with 3'],
  ['one that may end in two ways', '{ run: exit 4, exit: [0, 3] }', 'fail: it ended with 4, not 0 or 3'],
  ['the first of two that fails', '"false\\ntrue"', 'fail: it ended with 1, not 0'],
  ['a pipe whose first part fails, for bash', '{ run: false | cat, shell: bash }', 'fail: it ended with 1, not 0'],
  [
    'a list that no shell sees',
    "{ run: [echo, '$HOME;'], stdout: { is: '$HOME;' } }",
    'pass: it ended with 0; stdout is "$HOME;"',
  ],
  ['one that is killed', 'kill -KILL $$', 'fail: it ended with 137 (killed by SIGKILL), not 0'],
  ['one that asks', '{ run: cat, stdout: { empty: true } }', 'pass: it ended with 0; stdout is empty'],
  ['a tool that is missing', 'nosuchtool --version', 'unknown: nosuchtool was not found here'],
  ['the same for bash', '{ run: nosuchtool, shell: bash }', 'unknown: nosuchtool was not found here'],
  ['the same in a list', '{ run: [nosuchtool] }', 'unknown: nosuchtool was not found here'],
  ['one that should be missing', '{ run: nosuchtool, exit: 127 }', 'pass: it ended with 127'],
  ['a file that is no program', '{ run: [/etc/passwd] }', 'unknown: /etc/passwd may not be run here'],
  ['a folder that is missing', '{ run: pwd, folder: infra/prod }', 'unknown: there is no folder infra/prod'],
  ['a variable that is missing', '{ run: pwd, env: API_TOKEN }', 'unknown: API_TOKEN is not set here, and the command needs it'],
])('%s', async (_name, said, says) => {
  expect(await say(`- command: ${said}`)).toEqual([says]);
});

test.each<[string, string]>([
  ['{ matches: ^up$ }', 'pass: it ended with 0; stdout has ^up$'],
  ['{ matches: [up, down] }', 'fail: it ended with 0; stdout has up; stdout lacks down'],
  ['{ lacks: err\\w+ }', 'fail: it ended with 0; stdout has "error", which it may not'],
  ['{ lacks: panic }', 'pass: it ended with 0; stdout lacks panic'],
  ['{ is: up }', 'fail: it ended with 0; stdout is "up no error", not "up"'],
  ['{ is: "up\\nno error\\n" }', 'pass: it ended with 0; stdout is "up no error"'],
  ['{ empty: true }', 'fail: it ended with 0; stdout is "up no error", not empty'],
  ['{ empty: false }', 'pass: it ended with 0; stdout is "up no error"'],
])('what is printed, by %s', async (matcher, says) => {
  expect(await say(`- command: { run: "printf 'up\\\\nno error\\\\n'", stdout: ${matcher} }`)).toEqual([says]);
});

test('errors are looked at by themselves, colours are taken out, and a failure shows the end of both', async () => {
  const [outcome] = await checked(
    `- command: { run: "printf '\\\\033[31mred\\\\033[0m\\\\n'; echo 'oh: no' >&2; exit 1", stdout: { is: red }, stderr: { matches: '^oh' } }`,
  );
  expect(outcome?.findings.map(({ says }) => says)).toEqual(['it ended with 1, not 0', 'stdout is "red"', 'stderr has ^oh']);
  expect(outcome?.details).toEqual([
    { title: 'The end of what it said', text: 'red' },
    { title: 'The end of its errors', text: 'oh: no' },
  ]);
  const [fine] = await checked('- command: echo fine');
  expect(fine?.details).toEqual([]);
});

test('it sees what it was given of the environment, and nothing else of the runner', async () => {
  process.env.NOBODY_ASKED = 'for this';
  const env = { API_TOKEN: 'hunter2-hunter2', OTHER: 'x' };
  const variables = { image_tag: "v1'; echo pwned", path: '/evil' };
  const [outcome] = await checked('- { command: { run: "env | sort; exit 1", env: [API_TOKEN] }, environment: prod }', {
    env,
    variables,
  });
  const seen = outcome?.details[0]?.text.split('\n').map(line => line.replace(/^(PATH|HOME|LANG|PWD|OLDPWD|SHLVL|_)=.*/, '$1'));
  expect(seen?.filter(line => !/^(?:LANG|OLDPWD|SHLVL|_)$/.test(line))).toEqual([
    'API_TOKEN=***',
    'ENVIRONMENT=prod',
    'HOME',
    "IMAGE_TAG=v1'; echo pwned",
    'PATH',
    'PWD',
    'environment=prod',
    "image_tag=v1'; echo pwned",
    'path=/evil',
  ]);
});

test('half of a secret is not told either', async () => {
  const env = { API_TOKEN: `hunter2${'-hunter2'.repeat(20)}` };
  const says = await say('- command: { run: "echo $API_TOKEN", env: API_TOKEN, stdout: { empty: true } }', { env });
  expect(says).toEqual(['fail: it ended with 0; stdout is "***", not empty']);
});

test('of a hundred megabytes the end is kept, from the beginning of a line', async () => {
  const [outcome] = await checked(`- command: "yes 'one more line' | head -c 100000000; echo; echo the end; exit 1"`);
  const text = outcome?.details[0]?.text ?? '';
  expect(text.length).toBeGreaterThan(60_000);
  expect(text.length).toBeLessThanOrEqual(64_000);
  expect(text).toMatch(/^one more line\n/);
  expect(text).toMatch(/\nthe end$/);
});

test('what it may not print is looked for in all of it, and in nothing that was too long to be kept', async () => {
  const says = (bytes: number) =>
    say(`- command: { run: "echo FATAL; head -c ${bytes} /dev/zero; echo", stdout: { lacks: FATAL }, stderr: { empty: true } }`);
  expect(await says(100_000)).toEqual(['fail: it ended with 0; stdout has "FATAL", which it may not; stderr is empty']);
  expect(await says(16_000_000)).toEqual([
    'fail: it ended with 0; stdout is longer than 16 MB, so it was not looked through; stderr is empty',
  ]);
});

test('nor half of what has the shape of one', async () => {
  const says = await say(`- command: { run: "printf '%070d %s' 0 ghp_${'a1'.repeat(20)}", stdout: { empty: true } }`);
  expect(says).toEqual([`fail: it ended with 0; stdout is "${'0'.repeat(70)} ***", not empty`]);
});

test('of two secrets that begin alike the end of the longer one is not told', async () => {
  const env = { SHORT: 'prod', LONG: 'prod-8f3c1d' };
  const [outcome] = await checked('- command: { run: "echo $LONG; exit 1", env: [SHORT, LONG] }', { env });
  expect(outcome?.details[0]?.text).toBe('***');
});

test('a single line that is too long shows no end of itself', async () => {
  const [outcome] = await checked(`- command: "head -c 70000 /dev/zero | tr '\\\\0' x; exit 1"`);
  expect(outcome?.details).toEqual([]);
});

test('garbage is text in the end, on one line, and obeyed by nobody', async () => {
  const says = await say(
    `- command: { run: "head -c 300 /dev/zero; printf '\\\\377\\\\n::set-env::x\\\\r\\\\n'", stdout: { is: x } }`,
  );
  expect(says).toEqual(['fail: it ended with 0; stdout is "\ufffd ::set-env::x", not "x"']);
});

test('a process left behind that holds the output open keeps nobody waiting, and is ended', async () => {
  const folder = await folderOf();
  const says = await say('- command: "(sleep 300; :) & echo $! > pid; echo started"', { folder });
  expect(says).toEqual(['pass: it ended with 0']);
  await gone(Number(await readFile(join(folder, 'pid'), 'utf8')));
});

test('what takes too long is asked to end, and ended where it will not', async () => {
  const folder = await folderOf();
  await writeFile(join(folder, 'deaf.sh'), "trap '' TERM; echo $$ > pid; while :; do sleep 1; done");
  await writeFile(join(folder, 'polite.sh'), "trap 'echo asked > asked; exit' TERM; sh deaf.sh & while :; do sleep 0.05; done");
  expect(await say('- { command: sh polite.sh, within: 300ms }', { folder })).toEqual(['fail: it took longer than 300 ms']);
  await gone(Number(await readFile(join(folder, 'pid'), 'utf8')));
  expect(existsSync(join(folder, 'asked'))).toBe(true);
});

test('what is asked to end has ended when the answer comes', async () => {
  const folder = await folderOf();
  await writeFile(
    join(folder, 'slow.sh'),
    "trap 'sleep 0.2; echo over > over; exit' TERM; echo $$; while :; do sleep 0.05; done",
  );
  await say('- command: "sh slow.sh > begun & while ! [ -s begun ]; do sleep 0.02; done"', { folder });
  expect(existsSync(join(folder, 'over'))).toBe(true);
});

test('it runs where it is told to', async () => {
  const folder = await folderOf();
  await mkdir(join(folder, 'infra'));
  expect(await say("- command: { run: pwd, folder: ./infra/, stdout: { matches: '/infra$' } }", { folder })).toEqual([
    'pass: it ended with 0; stdout has /infra$',
  ]);
});

test('what is wrong is said with its place', () => {
  const wrong = [
    '- command: " "',
    '- command: []',
    '- command: { exit: 1 }',
    '- command: { run: ls, exit: 256 }',
    '- command: { run: ls, exit: [] }',
    '- command: { run: [ls], shell: sh }',
    '- command: { run: ls, shell: zsh }',
    '- command: { run: ls, folder: infra/../../x }',
    '- command: { run: ls, folder: /etc }',
    '- command: { run: ls, env: $TOKEN }',
    '- command: { run: ls, stdout: {} }',
    '- command: { run: ls, stdout: { matches: "(" } }',
    '- command: { run: ls, stdin: x }',
    "- command: 'ls {{host}}'",
  ];
  expect(wrong.map(one => [one, ...mistakes(one, { host: 'db' })].join(' → '))).toMatchInlineSnapshot(`
    [
      "- command: " " → 1:12 \`infrastructure[0].command\` has to be a command such as \`./healthy.sh\` or a map with \`run\`, \`shell\`, \`folder\`, \`env\`, \`exit\`, \`stdout\` and \`stderr\`, not \`⟨empty⟩\`.",
      "- command: [] → 1:12 \`infrastructure[0].command\` has to be a command such as \`./healthy.sh\` or a map with \`run\`, \`shell\`, \`folder\`, \`env\`, \`exit\`, \`stdout\` and \`stderr\`, not a list.",
      "- command: { exit: 1 } → 1:3 \`infrastructure[0].command.run\` is missing; it has to be a command such as \`./healthy.sh\` or a list from 1 to 200 entries, each entry text.",
      "- command: { run: ls, exit: 256 } → 1:29 \`infrastructure[0].command.exit\` has to be a whole number from 0 to 255 or a list from 1 to 50 entries, each entry a whole number from 0 to 255, not \`256\`.",
      "- command: { run: ls, exit: [] } → 1:29 \`infrastructure[0].command.exit\` has to be a whole number from 0 to 255 or a list from 1 to 50 entries, each entry a whole number from 0 to 255; this has 0.",
      "- command: { run: [ls], shell: sh } → 1:12 \`infrastructure[0].command\` has a \`shell\`, but its \`run\` is a list, which no shell sees; leave one of them out.",
      "- command: { run: ls, shell: zsh } → 1:30 \`infrastructure[0].command.shell\` has to be \`sh\` or \`bash\`, not \`zsh\`; did you mean \`sh\`?",
      "- command: { run: ls, folder: infra/../../x } → 1:31 \`infrastructure[0].command.folder\` has to be a folder of the repository, such as \`infra/prod\`.",
      "- command: { run: ls, folder: /etc } → 1:31 \`infrastructure[0].command.folder\` has to be a folder of the repository, such as \`infra/prod\`.",
      "- command: { run: ls, env: $TOKEN } → 1:28 \`infrastructure[0].command.env\` has to be the name of a variable of the environment, such as \`API_TOKEN\` or a list from 1 to 50 entries, each entry the name of a variable of the environment, such as \`API_TOKEN\`, not \`$TOKEN\`.",
      "- command: { run: ls, stdout: {} } → 1:31 \`infrastructure[0].command.stdout\` says nothing; give it one of \`matches\`, \`lacks\`, \`is\` or \`empty\`.",
      "- command: { run: ls, stdout: { matches: "(" } } → 1:42 \`infrastructure[0].command.stdout.matches\` is no regular expression that can be read.",
      "- command: { run: ls, stdin: x } → 1:23 \`infrastructure[0].command.stdin\` is not a setting; the settings here are \`run\`, \`shell\`, \`folder\`, \`env\`, \`exit\`, \`stdout\` and \`stderr\`.",
      "- command: 'ls {{host}}' → 1:12 \`{{host}}\` is not filled in here, because this goes to a shell; say \`$host\`, which is in its environment.",
    ]
  `);
});

/** A process ends at a moment of its own. */
const gone = (pid: number) => expect.poll(() => alive(pid)).toBe(false);
function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { checks } from './checks.ts';

/** The script as Nagios and Monit would call it, under the shells that are here, with what nobody should write into a check. */

const script = join(import.meta.dirname, 'shipmate-alert');
const has = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
const shells = [['sh'], ['dash'], ['bash', '--posix'], ['busybox', 'sh']].filter(([program = '']) => has(program));
const curl = has('curl');
const path = { PATH: process.env.PATH ?? '' };
/** Nobody else on this machine says these. */
const [token, words] = [`s3cret-of-acme-${process.pid}`, `words-of-a-check-${process.pid}`];

type Given = Record<string, string>;
const nagios: Given = {
  ...{ NAGIOS_NOTIFICATIONTYPE: 'PROBLEM', NAGIOS_HOSTNAME: 'web-1', NAGIOS_SERVICEDESC: 'disk' },
  ...{ NAGIOS_SERVICESTATE: 'CRITICAL', NAGIOS_SERVICESTATETYPE: 'HARD', NAGIOS_TIMET: '1795255364' },
};

interface Ended {
  code: number;
  out: string;
  err: string;
}

const closing: (() => void)[] = [];
afterEach(() => {
  expect(existsSync('shipmate-never')).toBe(false);
  for (const close of closing.splice(0)) close();
});

const run = (args: string[], env: Given, shell = ['sh']): Promise<Ended> =>
  new Promise(resolve => {
    const [program = 'sh', ...before] = shell;
    execFile(program, [...before, script, ...args], { env: { ...path, ...env }, encoding: 'utf8' }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
    );
  });

/** Environments hold bytes, and Node writes only text there: a file with them is read by the shell that starts the script. */
function withBytes(bytes: Buffer): Ended {
  const folder = mkdtempSync(join(tmpdir(), 'shipmate-'));
  closing.push(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'output'), bytes);
  const starting = 'NAGIOS_SERVICEOUTPUT=$(cat "$1"); export NAGIOS_SERVICEOUTPUT; exec sh "$2" --dry-run';
  const { status, stdout, stderr } = spawnSync('sh', ['-c', starting, 'sh', join(folder, 'output'), script], {
    env: { ...path, ...nagios },
  });
  new TextDecoder('utf-8', { fatal: true }).decode(stdout);
  return { code: status ?? -1, out: stdout.toString(), err: stderr.toString() };
}

test.each(shells)('%s reads it without a complaint', (program, ...before) => {
  expect(
    spawnSync(
      program,
      [...before, '-n', script].filter(one => one !== undefined),
    ),
  ).toMatchObject({ status: 0 });
});

const nasty = [
  'quotes " and \' and ` and \\ and \\" and \\\\',
  '$(touch shipmate-never) `touch shipmate-never` $\u007bHOME} $HOME $1 && exit 7; | > < * ? [a] ~ !',
  'line\nbreaks\r\nand\ttabs\u0001\u001b[31m\u007f',
  '%s %d %n \\n \\u0041 \\x41 \\0',
  '-e -n --config @/etc/passwd',
  'END\nEOF\n"\nurl = "http://mallory.example.org/"\noutput = "shipmate-never"',
  '{"tool":"monit"} </script> <!-- shipmate --> @acme/all',
  'žluťoučký kůň 💥 日本',
];

test.each(shells)('what a check said is read from the letter as it was, by %s', async (...shell) => {
  for (const output of nasty) {
    const { code, out, err } = await run(
      ['--dry-run'],
      { ...nagios, NAGIOS_SERVICEOUTPUT: output, NAGIOS_SERVICEDESC: output },
      shell,
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out.trimEnd()).not.toContain('\n');
    // Line breaks stay, other controls are blanks.
    const expected = output.replace(/(?!\n)\p{Cc}/gu, ' ');
    expect(JSON.parse(out)).toMatchObject({ tool: 'nagios', output: expected, service: expected.slice(0, 200) });
  }
});

test('bytes that are no UTF-8 are marked, what is UTF-8 stays', () => {
  const bytes = Buffer.concat([
    ...[Buffer.from('a'), Buffer.from([0xff, 0xfe, 0xc3]), Buffer.from('é'), Buffer.from([0xe2, 0x82]), Buffer.from('€')],
    ...[Buffer.from([0xc0, 0xaf, 0xed, 0xa0, 0x80, 0xf5, 0x80]), Buffer.from('💥'), Buffer.from([0xf0, 0x9f])],
  ]);
  const { code, out } = withBytes(bytes);
  expect(code).toBe(0);
  const mark = '\ufffd';
  expect(JSON.parse(out)).toMatchObject({
    output: `a${mark.repeat(3)}é${mark.repeat(2)}€${mark.repeat(7)}💥${mark.repeat(2)}`,
  });
});

test('almost a megabyte of environment makes a small letter', async () => {
  const long = '"\\$(id)\n'.repeat(14_000);
  const names = ['SERVICEOUTPUT', 'SERVICEDESC', 'HOSTNAME', 'HOSTGROUPNAMES', 'LONGSERVICEOUTPUT', 'SERVICENOTESURL', 'TIMET'];
  const env = Object.fromEntries(names.map(name => [`NAGIOS_${name}`, long]));
  const { code, out } = await run(['--dry-run'], { ...nagios, ...env });
  expect(code).toBe(0);
  expect(out.length).toBeLessThan(10_000);
  expect(checks.decode(Buffer.from(out), {})).toMatchObject([{ status: 'firing', level: 'critical' }]);
});

test('Nagios: services, hosts, and the names that Icinga has for them', async () => {
  const read = async (env: Given) => checks.decode(Buffer.from((await run(['--dry-run'], env)).out), {});
  expect(await read(nagios)).toMatchObject([{ status: 'firing', id: 'web-1/disk', level: 'critical' }]);
  expect(await read({ ...nagios, NAGIOS_NOTIFICATIONTYPE: 'RECOVERY' })).toMatchObject([
    { status: 'resolved', id: 'web-1/disk' },
  ]);
  expect(await read({ ...nagios, NAGIOS_SERVICESTATETYPE: 'SOFT' })).toEqual([]);
  const host = {
    NAGIOS_NOTIFICATIONTYPE: 'PROBLEM',
    NAGIOS_HOSTNAME: 'web-1',
    NAGIOS_HOSTSTATE: 'DOWN',
    NAGIOS_HOSTOUTPUT: 'no answer',
  };
  expect(await read(host)).toMatchObject([{ id: 'web-1', title: 'Host web-1', culprit: 'no answer', level: 'critical' }]);
  const icinga = Object.fromEntries(Object.entries(nagios).map(([name, value]) => [name.replace('NAGIOS', 'ICINGA'), value]));
  expect(await read(icinga)).toEqual(await read(nagios));
});

test('Monit: what fails and what succeeds again have one name', async () => {
  const monit = { MONIT_HOST: 'web-1', MONIT_SERVICE: 'rootfs', MONIT_DESCRIPTION: 'space "usage" 91%', MONIT_EVENT: 'Resource' };
  const read = async (...args: string[]) => checks.decode(Buffer.from((await run([...args, '--dry-run'], monit)).out), {});
  expect(await read('--trigger', 'disk')).toMatchObject([
    { status: 'firing', id: 'web-1/rootfs/disk', culprit: 'space "usage" 91%' },
  ]);
  expect(await read('--resolve', 'disk')).toMatchObject([{ status: 'resolved', id: 'web-1/rootfs/disk' }]);
  expect(await read('--trigger', '$(id)"\\')).toMatchObject([{ id: 'web-1/rootfs/$(id)"\\' }]);
});

test.each<[string, string[], Given, RegExp]>([
  ['nothing', [], {}, /NAGIOS_NOTIFICATIONTYPE is not set/],
  ['a word', ['disk full'], nagios, /without arguments by Nagios/],
  ['no key', ['--trigger'], {}, /needs a key/],
  ['both', ['--trigger', 'a', '--resolve', 'a'], {}, /and once/],
  ['no address', [], nagios, /SHIPMATE_HOOK is to be the address/],
  ['an address of another kind', [], { ...nagios, SHIPMATE_HOOK: 'file:///etc/passwd' }, /SHIPMATE_HOOK is to be the address/],
  ['an address with more in it', [], { ...nagios, SHIPMATE_HOOK: 'http://a/"\noutput = "x' }, /signs that no address has/],
  ['no secret', [], { ...nagios, SHIPMATE_HOOK: 'http://127.0.0.1:1/' }, /hold the secret/],
  ['a secret with more in it', [], { ...nagios, SHIPMATE_HOOK: 'http://127.0.0.1:1/', SHIPMATE_TOKEN: 'a"\nx' }, /is one word/],
  ['no such file', [], { ...nagios, SHIPMATE_HOOK: 'http://127.0.0.1:1/', SHIPMATE_TOKEN_FILE: '/nowhere/x' }, /cannot be read/],
])('called with %s it says so', async (_, args, env, words) => {
  const { code, err } = await run(args, env);
  expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(words) });
});

interface Came {
  request: IncomingMessage;
  body: string;
  /** Every argument of every process at that moment, as anybody on the machine could see. */
  seen: string;
}

async function hook(...answers: number[]): Promise<{ url: string; came: Came[] }> {
  const came: Came[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', piece => pieces.push(piece));
    request.on('end', () => {
      const looking = existsSync('/proc/self/cmdline') ? 'cat /proc/[0-9]*/cmdline | tr "\\000" "\\n"' : 'ps -Aww -o args';
      const seen = spawnSync('sh', ['-c', looking], { encoding: 'utf8' }).stdout;
      came.push({ request, body: Buffer.concat(pieces).toString(), seen });
      response.writeHead(answers[came.length - 1] ?? 202, { location: '/elsewhere' }).end();
    });
  });
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { url: `http://127.0.0.1:${port}/hooks/checks`, came };
}

const sending = (url: string, more: Given = {}): Given => ({ ...nagios, SHIPMATE_HOOK: url, SHIPMATE_TOKEN: token, ...more });

test.runIf(curl).each(shells)(
  'a letter is sent as it is printed, and its secret and its words are nobody else’s to see: %s',
  async (...shell) => {
    const { url, came } = await hook();
    const given = sending(url, { NAGIOS_SERVICEOUTPUT: [words, ...nasty].join('\n') });
    expect(await run([], given, shell)).toEqual({ code: 0, out: '', err: '' });
    const [letter] = came;
    expect(letter?.body).toBe((await run(['--dry-run'], given, shell)).out.trimEnd());
    expect(letter?.request).toMatchObject({ method: 'POST', url: '/hooks/checks' });
    expect(letter?.request.headers).toMatchObject({ authorization: `Bearer ${token}`, 'content-type': 'application/json' });
    expect(letter?.seen).toContain('--config');
    expect(letter?.seen).not.toContain(token);
    expect(letter?.seen).not.toContain(words);
    expect(letter?.body).toContain(words);
  },
);

test.runIf(curl)('the secret may stand in a file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'shipmate-'));
  closing.push(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'token'), `${token}\n`);
  const { url, came } = await hook();
  const env = { ...nagios, SHIPMATE_HOOK: url, SHIPMATE_TOKEN_FILE: join(folder, 'token') };
  expect(await run([], env)).toMatchObject({ code: 0 });
  expect(came[0]?.request.headers.authorization).toBe(`Bearer ${token}`);
});

test.runIf(curl)('it tries again with the same bytes when the server cannot, and not when it will not', async () => {
  const busy = await hook(503, 202);
  expect(await run([], sending(busy.url))).toMatchObject({ code: 0 });
  expect(new Set(busy.came.map(({ body }) => body)).size).toBe(1);
  expect(busy.came).toHaveLength(2);
  const shut = await hook(401);
  expect(await run([], sending(shut.url))).toEqual({ code: 3, out: '', err: 'shipmate-alert: Shipmate answered 401\n' });
  expect(shut.came).toHaveLength(1);
  const moved = await hook(302);
  expect(await run([], sending(moved.url))).toMatchObject({ code: 3 });
  expect(moved.came).toHaveLength(1);
});

test('it is a program of its own, for any shell', () => {
  expect(readFileSync(script, 'utf8')).toMatch(/^#!\/bin\/sh\n/);
  expect(spawnSync(script, ['--dry-run'], { env: { ...path, ...nagios } }).status).toBe(0);
});

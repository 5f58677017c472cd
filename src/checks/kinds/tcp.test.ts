import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { checked, mistakes, told } from '../../../test/checks.ts';
import { listening, nobody, raw } from '../../../test/serving.ts';

/** Findings with the address that only this run has taken out. */
const findings = async (to: string, more: string, given?: Parameters<typeof checked>[1]): Promise<string[]> => {
  const [outcome] = await checked(`- { tcp: { to: '${to}'${more && `, ${more}`} }, within: 2s }`, given);
  return (outcome?.findings ?? []).map(({ verdict, says }) => `${verdict}: ${says.replaceAll(to, 'HERE')}`);
};

/** Says this, and after each line that comes the next of these. */
const scripted = (...lines: string[]) =>
  raw(socket => {
    const rest = [...lines];
    const next = () => void socket.write(rest.shift() ?? '', 'latin1');
    next();
    socket.on('data', next);
  });

test('listens, or not', async () => {
  const to = await raw(() => undefined);
  expect(told(await checked(`- tcp: ${to}`))).toEqual([`pass: ${to} listens`]);
  expect(await findings(await nobody(), '')).toEqual(['fail: HERE refuses connections']);
  expect(await findings('nowhere.invalid:1', '')).toEqual(['fail: nowhere.invalid has no address']);
});

test('nothing may listen', async () => {
  expect(await findings(await nobody(), 'closed: true')).toEqual(['pass: HERE is closed']);
  expect(await findings(await raw(() => undefined), 'closed: true')).toEqual(['fail: HERE listens, though nothing should']);
  // A name that is misspelled is closed as well.
  expect(await findings('nowhere.invalid:1', 'closed: true')).toEqual(['fail: nowhere.invalid has no address']);
});

test('greets, and answers in turns', async () => {
  const to = await scripted('220 mail.example.org\r\n', '250-mail\r\n250 OK\r\n', '221 Bye\r\n');
  expect(
    await findings(
      to,
      String.raw`banner: ^220, dialogue: [{ send: 'EHLO x\r\n', expect: '^250 .*$' }, { send: "QUIT\r\n", expect: ^221 }]`,
    ),
  ).toEqual(['pass: HERE listens', 'pass: greets with "220"', 'pass: said "250 OK"', 'pass: said "221"']);
});

test('bytes are bytes, and secrets come from the environment', async () => {
  const heard: Buffer[] = [];
  const to = await raw(socket => {
    socket.on('data', bytes => {
      heard.push(bytes);
      socket.write(Buffer.from([0, 255, 10]));
    });
  });
  const env = { WORD: 'geheim\\n' };
  expect(
    await findings(to, String.raw`dialogue: [{ send: '\x00\xffü\\' }, { send: { from: WORD }, expect: '\x00' }]`, { env }),
  ).toEqual(['pass: HERE listens', String.raw`pass: said "\u0000"`]);
  expect(Buffer.concat(heard)).toEqual(Buffer.concat([Buffer.from([0, 255]), Buffer.from('ü\\geheim\\n')]));
  expect(await findings(to, 'dialogue: [{ send: { from: WORT } }]', { env })).toEqual([
    'unknown: there is no `WORT` in the environment, or nothing in it',
  ]);
});

test('of what it says again of a secret not even a part is told', async () => {
  const to = await raw(socket => socket.on('data', bytes => socket.write(`${'x'.repeat(50)}${bytes}\n`)));
  const settings = `to: '${to}', dialogue: [{ send: { from: WORD }, expect: '^x+.+$' }, { send: { from: WORD }, expect: ^no$ }]`;
  const outcomes = await checked(`- { tcp: { ${settings} }, within: 400ms }`, {
    env: { WORD: 'k9Qz7LmNw2Xc4Vb6Tr8Yp1Hs3Jd5Fg7' },
  });
  expect(told(outcomes)).toEqual([
    `fail: it took longer than 400 ms: what matches "^no$" did not come; it said "\\n${'x'.repeat(50)}***\\n"`,
  ]);
});

test('what does not come is named, with what came', async () => {
  const banner = 'banner: ^SSH';
  expect(await findings(await raw(socket => socket.end('220 no\r\n')), banner)).toEqual([
    'pass: HERE listens',
    String.raw`fail: HERE closed the connection before what matches "^SSH" came; it said "220 no\r\n"`,
  ]);
  expect(
    await findings(
      await raw(socket => socket.once('data', () => socket.resetAndDestroy())),
      'dialogue: [{ send: x, expect: ^SSH }]',
    ),
  ).toEqual(['pass: HERE listens', 'fail: HERE closed the connection before what matches "^SSH" came']);
  const flood = await raw(socket => void socket.write('x'.repeat(70_000)));
  expect(await findings(flood, banner)).toEqual([
    'pass: HERE listens',
    `fail: HERE said more than 64 KB before what matches "^SSH" came; it said "${'x'.repeat(60)}…"`,
  ]);
  const quiet = await scripted('220 no\r\n');
  expect(told(await checked(`- { tcp: { to: '${quiet}', ${banner} }, within: 400ms }`))).toEqual([
    String.raw`fail: it took longer than 400 ms: what matches "^SSH" did not come; it said "220 no\r\n"`,
  ]);
});

test('IPv4 and IPv6 are separate answers', async () => {
  const port = await listening(createServer(), '::1');
  expect(await findings(`[::1]:${port}`, '')).toEqual(['pass: HERE listens']);
  expect(await findings(`[::1]:${port}`, 'family: both')).toEqual([
    'fail: over IPv4: ::1 has no IPv4 address',
    'pass: over IPv6: HERE listens',
  ]);
  const four = await raw(() => undefined);
  expect(await findings(four, 'family: 4')).toEqual(['pass: HERE listens']);
  expect(await findings(four, 'family: 6')).toEqual([`fail: 127.0.0.1 has no IPv6 address`]);
  const silent = `{ tcp: { to: '${four}', family: both, banner: x }, within: 400ms }`;
  expect(told(await checked(`- ${silent}`))).toEqual([
    'fail: it took longer than 400 ms: over IPv4: what matches "x" did not come',
  ]);
});

test('a dialogue that means nothing is refused', () => {
  const wrong = [
    '{ to: db:0 }',
    '{ to: db:65536 }',
    '{ to: "db:1", closed: true, banner: x }',
    '{ to: "db:1", ca: ca.pem }',
    '{ to: "db:1", ca: ../ca.pem, starttls: smtp }',
    '{ to: "db:1", starttls: ftp }',
    '{ to: "db:1", dialogue: [] }',
    '{ to: "db:1", dialogue: [{}] }',
    '{ to: "db:1", dialogue: [{ send: { from: pass-word } }] }',
    '{ to: "db:1", banner: "(" }',
    '{ to: "db:1", family: 5 }',
  ];
  expect(wrong.flatMap(one => mistakes(`- tcp: ${one}`))).toMatchInlineSnapshot(`
    [
      "1:14 \`infrastructure[0].tcp.to\` has to be a host and a port, such as \`db.example.org:5432\` or \`[::1]:5432\`, not \`db:0\`.",
      "1:14 \`infrastructure[0].tcp.to\` has to be a host and a port, such as \`db.example.org:5432\` or \`[::1]:5432\`, not \`db:65536\`.",
      "1:8 \`infrastructure[0].tcp\` cannot be \`closed\` and say something.",
      "1:8 \`infrastructure[0].tcp\` has a \`ca\`, but speaks no TLS; add \`starttls\`.",
      "1:26 \`infrastructure[0].tcp.ca\` has to be the path of a file in the repository, such as \`deploy/ca.pem\`, not \`../ca.pem\`.",
      "1:32 \`infrastructure[0].tcp.starttls\` has to be \`smtp\`, \`imap\`, \`pop3\`, \`ldap\` or \`postgres\`, not \`ftp\`.",
      "1:32 \`infrastructure[0].tcp.dialogue\` has to be a list from 1 to 50 entries, each entry \`true\` or a map with \`send\` and \`expect\`; this has 0.",
      "1:33 \`infrastructure[0].tcp.dialogue[0]\` has to say what to \`send\` or to \`expect\`.",
      "1:49 \`infrastructure[0].tcp.dialogue[0].send.from\` has to be the name of a variable of the environment, such as \`API_TOKEN\`, not \`pass-word\`.",
      "1:30 \`infrastructure[0].tcp.banner\` is no regular expression that can be read.",
      "1:30 \`infrastructure[0].tcp.family\` has to be \`any\`, \`4\`, \`6\` or \`both\`, not \`5\`.",
    ]
  `);
});

import { expect, test } from 'vitest';
import { fastest } from '../../test/fastest.ts';
import { withoutSecrets } from './secrets.ts';

const some = (length: number): string => 'a1B2c3D4e5F6g7H8'.repeat(Math.ceil(length / 16)).slice(0, length);
/** Put together here: a text that looks like a key is refused by those who keep watch over repositories. */
const key = (kind: string, what: 'BEGIN' | 'END'): string => `-----${what} ${kind}-----`;
const jwt = `eyJ${some(20)}.eyJ${some(30)}.${some(40)}`;

test.each([
  ['a token of a person', `push with ghp_${some(36)} failed`, 'push with *** failed'],
  ['a token of an app', `ghs_${some(36)}`, '***'],
  ['a token of an app with a JWT in it', `ghs_123_${some(20)}-x.${some(30)}.${some(40)} ok`, '*** ok'],
  ['a token behind a name', `GH_ghp_${some(36)}`, 'GH_***'],
  ['a fine-grained token', `github_pat_${some(22)}_${some(59)}!`, '***!'],
  ['a key of AWS', 'id AKIAIOSFODNN7EXAMPLE, id', 'id ***, id'],
  ['a key of AWS for a while', 'ASIAIOSFODNN7EXAMPLE', '***'],
  ['the secret half of it', `AWS_SECRET_ACCESS_KEY=${some(40)}`, 'AWS_SECRET_ACCESS_KEY=***'],
  ['a token of Slack', `xoxb-123456789012-${some(24)}`, '***'],
  ['a door of Slack', `https://hooks.slack.com/services/T0/B0/${some(24)} x`, 'https://hooks.slack.com/services/*** x'],
  ['a private key', `a\n${key('RSA PRIVATE KEY', 'BEGIN')}\nMIIE\nabc=\n${key('RSA PRIVATE KEY', 'END')}\nb`, 'a\n***\nb'],
  ['a private key without an end', `a\n${key('PRIVATE KEY', 'BEGIN')}\nMIIE`, 'a\n***'],
  ['a private key in a string', `"${key('EC PRIVATE KEY', 'BEGIN')}\\nMI\\n${key('EC PRIVATE KEY', 'END')}\\n"`, '"***\\n"'],
  ['a private key in base64', `KEY ${Buffer.from(key('PRIVATE KEY', 'BEGIN')).toString('base64')}`, 'KEY ***'],
  ['a JWT', `jwt ${jwt}.`, 'jwt ***.'],
  ['a JWT behind a name', `id-${jwt} x`, '*** x'],
  ['a password', 'password=hunter2 user=bob', 'password=*** user=bob'],
  ['a password that is a word', 'password=hunter', 'password=***'],
  ['a password of a database', 'PGPASSWORD=abc psql', 'PGPASSWORD=*** psql'],
  ['a password with a colon', 'password: hunter2!', 'password: ***'],
  ['a password in quotes', `password: 'hunter', user: 'bob'`, `password: '***', user: 'bob'`],
  ['a password with blanks', 'DB_PASSWORD="two words" next', 'DB_PASSWORD="***" next'],
  ['a password in JSON', '{"password":"hunter","user":"bob"}', '{"password":"***","user":"bob"}'],
  ['a password in JSON in JSON', '{"a":"{\\"password\\":\\"hunter\\"}"}', '{"a":"{\\"password\\":\\"***\\"}"}'],
  ['a password of a connection', 'Server=db;Password=abc;Port=1', 'Server=db;Password=***;Port=1'],
  ['a token in a query', 'GET /a?access_token=abcdef&b=1', 'GET /a?access_token=***&b=1'],
  ['a token of a registry', '//registry.npmjs.org/:_authToken=abc-def', '//registry.npmjs.org/:_authToken=***'],
  ['a token with a colon', `token: ${some(12)}`, 'token: ***'],
  ['a key of something', `API_KEY=${some(12)} X-Api-Key: ${some(12)}`, 'API_KEY=*** X-Api-Key: ***'],
  ['a key to sign with', 'SECRET_KEY=abc signing-key=abc', 'SECRET_KEY=*** signing-key=***'],
  ['an option', 'deploy --token a1b2c3d4 --dry', 'deploy --token *** --dry'],
  ['a header', 'Authorization: Bearer abc', 'Authorization: Bearer ***'],
  ['a header of another kind', "-H 'authorization: Basic Ym9iOmE=' x", "-H 'authorization: Basic ***' x"],
  ['a header in JSON', '{"authorization":"token abc","a":1}', '{"authorization":"token ***","a":1}'],
  ['a header without a scheme', `Authorization: ${some(20)}`, 'Authorization: ***'],
  ['a scheme alone', `curl: bearer ${some(20)} refused`, 'curl: bearer *** refused'],
  ['an address with a password', 'postgres://bob:hunter2@db.example.org/web', 'postgres://bob:***@db.example.org/web'],
  ['an address with a password alone', 'redis://:hunter2@db:6379', 'redis://:***@db:6379'],
  [
    'an address with a token',
    `https://x-access-token:ghs_${some(36)}@github.com/a/b`,
    'https://x-access-token:***@github.com/a/b',
  ],
  ['a token of npm', `npm_${some(36)}`, '***'],
  ['a token of GitLab', `glpat-${some(20)}`, '***'],
  ['a token of PyPI', `pypi-${some(80)}`, '***'],
  ['a key of Google', `AIza${some(35)} x`, '*** x'],
  // Never written out: who keeps watch over repositories would take it for a real one.
  ['a key of Stripe', `${'sk'}_live_${some(24)} ${'rk'}_test_${some(24)}`, '*** ***'],
  ['a secret of a webhook', `whsec_${some(32)}`, '***'],
])('%s is masked', (_, text, left) => {
  expect(withoutSecrets(text)).toBe(left);
});

test.each([
  'commit 0123456789abcdef0123456789abcdef01234567',
  'user 0b2f0f1e-7c9a-4b1d-9a55-0c2b3a4d5e6f is gone',
  'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'integrity sha512-l5rDP6hYp0HZfR2zG6JQvTJm0S0GW3Wl0C6PqvT7xg==',
  'SyntaxError: Unexpected token: }',
  "SyntaxError: Unexpected token '<' in JSON at position 0",
  'password: must not be blank',
  `{ password: "can't be blank" }`,
  'errors: { password: "must not be blank" }',
  'token: string',
  'const token = read(file);',
  'if (token === other) return token => token;',
  'authorization: required',
  'basic authentication failed, bearer token expired',
  'bearer authentication-by-header is off',
  'PWD=/home/runner/work/web/web',
  'the token is not valid; tokens: 1500, secrets: inherit',
  'password=$PASSWORD token=*** secret=%SECRET%',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is how a workflow names one
  'token: ${{ secrets.GITHUB_TOKEN }}',
  'token=null password=undefined secret=',
  '{"token":1234567,"secret":true}',
  'use --token to authenticate with github.com/acme',
  'http://localhost:3000/a@b and http://[::1]:80/',
  'ghp_short, npm_config_registry, AKIA, xoxb-, sk_live_, eyJhbGciOi.x.y',
  'ssh-keygen, primary key: id, keyboard: us104-x',
  'risk_live_abcdefghijkl',
])('is left alone: %s', text => {
  expect(withoutSecrets(text)).toBe(text);
});

test('a line of JSON is one afterwards', () => {
  const line = JSON.stringify({
    token: 'abc',
    text: `password="abc" Authorization: Bearer x, ${jwt}`,
    url: 'https://bob:abc@example.org/',
    secret: true,
    pwd: 12345678,
    inner: JSON.stringify({
      api_key: 'abc',
      text: "token: 'a1b2c3'",
      key: `${key('PRIVATE KEY', 'BEGIN')}\nMI\n${key('PRIVATE KEY', 'END')}`,
    }),
  });
  const left = JSON.parse(withoutSecrets(line));
  expect(left).toMatchObject({ token: '***', url: 'https://bob:***@example.org/', secret: true, pwd: 12345678 });
  expect(JSON.parse(left.inner)).toEqual({ api_key: '***', text: "token: '***'", key: '***' });
});

/** Beginnings without an end, and ends that do not come: what makes a pattern read the same twice. */
const hostile = [
  '-----BEGIN ',
  '-----BEGIN A-----',
  `-----BEGIN ${'A'.repeat(50)}`,
  'A-----END A',
  'LS0tLS1CRUdJTi',
  'ghp_',
  'ghp_a-',
  'ghp_aaaaaaaaaaaaaaaa.',
  'github_pat_',
  'npm_',
  'glpat-',
  'pypi-',
  'AKIA',
  'AKIAAAAAAAAAAAAAAAAA',
  'xoxb-',
  '//hooks.slack.com/services/',
  'AIza',
  '-AIza',
  'sk_live_',
  'whsec_',
  'eyJ',
  '-eyJ',
  '-eyJaaaaaaaaa',
  '.eyJaaaaaaaaa',
  'eyJaaaaaaaaa.eyJaaaaaaa.',
  '://',
  '://a',
  '://a:',
  'a:',
  ':a',
  '://a:b ',
  '@',
  'authorization',
  'authorization:',
  'authorization: bearer ',
  'bearer ',
  'bearer.bearer ',
  'token a.',
  '--token ',
  '--',
  '-',
  'token',
  'token=',
  'token: ',
  'token="',
  `token: '`,
  '"token": ',
  'api_',
  '"',
  '\\"',
  ' ',
  '=',
  'a',
  'A',
  'a1-',
];

test('a megabyte of anything costs about as much as a megabyte of a log', () => {
  const size = 1_000_000;
  const cost = (text: string): number => {
    const long = text.repeat(Math.ceil(size / text.length)).slice(0, size);
    return fastest(() => withoutSecrets(long), 0, 2);
  };
  const log = '2026-11-20 10:00:00 GET https://example.org/cart/17?page=2 200 in 12 ms, commit 0123456789abcdef by bob\n';
  const bound = 20 * Math.max(cost(log), 10);
  const slow = hostile.filter(text => cost(text) > bound);
  expect(slow).toEqual([]);
});

import { createSecureContext, type TlsOptions } from 'node:tls';
import { expect, test } from 'vitest';
import { type Authority, authority, type Issued, selfSigned } from '../../../test/certificates.ts';
import { mistakes, told } from '../../../test/checks.ts';
import { believing, between, feeble, found, good, root, type Served, servingTls, wrong } from '../../../test/tls-server.ts';

const names = ['127.0.0.1', 'example.org'];

const dated = (text: string[]) => text.map(one => one.replace(/\d+ [A-Z][a-z]{2}(?: \d{4})?(?: \d\d:\d\d)?/g, 'DATE'));

test('a sound server', async () => {
  expect(dated(await found(good, ', names: [example.org]'))).toMatchInlineSnapshot(`
    [
      "pass: of its 2 certificates that of example.org ends first, in 89 days (DATE)",
      "pass: it is for 127.0.0.1, example.org",
      "pass: its chain is whole, up to Acme Root",
      "pass: no key and no signature is weak",
      "pass: it speaks TLS 1.3, and none older than 1.2",
    ]
  `);
});

const withRoot = (other: Authority): Served => {
  const own = other.issue({ names });
  return { ...own, chain: own.chain + other.pem };
};
const beside = (other: Issued): Served => ({ ...good, chain: good.chain + other.cert });

test.each<[string, () => Served, string]>([
  [
    'has ended',
    () => between.issue({ names, from: -100, to: -3.5 }),
    'fail: the certificate of 127.0.0.1 ended 3 days ago (DATE)',
  ],
  [
    'has just ended',
    () => between.issue({ names, from: -100, to: -0.5 }),
    'fail: the certificate of 127.0.0.1 ended at DATE UTC',
  ],
  ['ends soon', () => between.issue({ names, to: 5.5 }), 'fail: the certificate of 127.0.0.1 ends in 5 days (DATE), less than 7'],
  [
    'ends in a while',
    () => between.issue({ names, to: 20.5 }),
    'warn: the certificate of 127.0.0.1 ends in 20 days (DATE), less than 21',
  ],
  ['does not end for long', () => between.issue({ names, to: 21.5 }), ''],
  [
    'is too young',
    () => between.issue({ names, from: 2, to: 90 }),
    'fail: the certificate of 127.0.0.1 is not valid before DATE UTC',
  ],
  [
    'is for somebody else',
    () => between.issue({ names: ['example.org', 'www.example.org'] }),
    'fail: its certificate is for example.org and www.example.org, not for 127.0.0.1',
  ],
  [
    'is for nobody who could be named',
    () => between.issue({ names: ['\u202egro.elpmaxe'] }),
    String.raw`fail: its certificate is for "\u00e2\u0080\u00aegro.elpmaxe", not for 127.0.0.1`,
  ],
  [
    'comes without what is between it and the root',
    () => ({ ...good, chain: good.cert }),
    'fail: an intermediate is missing: Acme CA 1 signed example.org, but the server does not send its certificate, and it is no root that is known here',
  ],
  [
    'comes with another of that name instead',
    () => ({ ...good, chain: good.cert + authority('Acme CA 1').pem }),
    'fail: an intermediate is missing: Acme CA 1 signed example.org, but the server does not send its certificate, and it is no root that is known here',
  ],
  [
    'has an authority that ends soon',
    () => root.under('Acme CA 2', { to: 3.5 }).issue({ names }),
    'fail: the certificate of Acme CA 2 ends in 3 days (DATE), less than 7',
  ],
  [
    'has an authority that has ended',
    () => root.under('Acme CA 3', { from: -9, to: -1.5 }).issue({ names }),
    'fail: the certificate of Acme CA 3 ended 1 day ago (DATE)',
  ],
  [
    'has an authority that may be none',
    () => root.under('Acme CA 4', { mayIssue: false }).issue({ names }),
    'fail: its chain up to Acme Root is refused: invalid purpose',
  ],
  ['is signed by itself', () => selfSigned({ names }), 'fail: the certificate of 127.0.0.1 is signed by itself, by no authority'],
  [
    'comes with its root, which nobody knows',
    () => withRoot(authority('Other Root')),
    'fail: its chain ends at Other Root, a root that is not known here',
  ],
  [
    'comes without its root, which nobody knows',
    () => authority('Other Root').under('Other CA').issue({ names }),
    'fail: its chain ends at Other CA, and Other Root, which signed it, is no root that is known here',
  ],
  [
    'is signed with SHA-1',
    () => root.issue({ names, hash: 'sha1' }),
    'fail: the certificate of 127.0.0.1 is signed with ecdsa-with-SHA1, which can be forged',
  ],
  [
    'has a short key',
    () => root.issue({ names, key: 'rsa-1024' }),
    'fail: the key of 127.0.0.1 has 1024 bits (RSA), less than 2048',
  ],
  [
    'comes with one that it does not need, which has ended',
    () => beside(selfSigned({ names: ['old.example.org'], from: -9, to: -1.5 })),
    'fail: the certificate of old.example.org ended 1 day ago (DATE)',
  ],
])('a certificate that %s', async (_, served, says) => {
  expect(dated(await wrong(served(), '', feeble)).join('\n')).toBe(says);
});

test('without a file of roots, those are known that everybody knows', async () => {
  await using server = await servingTls(good);
  const [outcome] = await believing(`- tls: 127.0.0.1:${server.port}`);
  expect(outcome?.findings.filter(({ verdict }) => verdict === 'fail').map(({ says }) => says)).toEqual([
    'its chain ends at Acme CA 1, and Acme Root, which signed it, is no root that is known here',
  ]);
});

test('everything that is wrong is told at once, and by other limits', async () => {
  const bad = root.under('Acme CA 5', { to: 30.5 }).issue({ names: ['example.org'], to: 9.5 });
  expect(dated(await wrong(bad, ', warn_days: 60, fail_days: 10, names: [a.example.org, example.org]'))).toMatchInlineSnapshot(`
    [
      "fail: the certificate of example.org ends in 9 days (DATE), less than 10",
      "warn: the certificate of Acme CA 5 ends in 30 days (DATE), less than 60",
      "fail: its certificate is for example.org, not for 127.0.0.1",
      "fail: its certificate is for example.org, not for a.example.org",
    ]
  `);
});

test('a certificate is judged for the name under which it was asked for', async () => {
  const other = between.issue({ names: ['*.acme.dev'] });
  const SNICallback: TlsOptions['SNICallback'] = (asked, give) =>
    give(null, asked === 'www.acme.dev' ? createSecureContext({ key: other.key, cert: other.chain }) : undefined);
  expect((await found(good, ', name: www.acme.dev', { SNICallback }))[1]).toBe('pass: it is for www.acme.dev');
  expect(await wrong(good, ', name: a.www.acme.dev', { SNICallback })).toEqual([
    'fail: its certificate is for example.org, localhost, 127.0.0.1 and 0:0:0:0:0:0:0:1, not for a.www.acme.dev',
  ]);
});

test('a file of roots that is missing, or is none', async () => {
  const files = { 'none.pem': 'none', 'broken.pem': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n' };
  const roots = ['gone', 'none', 'broken'].map(name => `- { name: ${name}, tls: { to: localhost, ca: ${name}.pem } }`);
  expect(told(await believing(roots.join('\n'), files))).toMatchInlineSnapshot(`
    [
      "unknown: there is no file \`gone.pem\`",
      "unknown: \`none.pem\` holds no certificate as PEM",
      "unknown: \`broken.pem\` holds a certificate that cannot be read",
    ]
  `);
});

test('what is wrong is said with its place', () => {
  const wrongly = [
    'https://example.org',
    'example.org:65536',
    '{ name: example.org }',
    '{ to: example.org, at_least: 1.1 }',
    '{ to: example.org, warn_days: 7, fail_days: 14 }',
    '{ to: example.org, warn_days: soon }',
    '{ to: example.org, names: [] }',
    '{ to: example.org, starttls: ftp }',
    '{ to: example.org, ca: ../ca.pem }',
    '{ to: example.org, family: 5 }',
    '{ to: example.org, sni: www.example.org }',
  ];
  expect(wrongly.flatMap(one => mistakes(`- tls: ${one}`))).toMatchInlineSnapshot(`
    [
      "1:8 \`infrastructure[0].tls\` has to be a host, such as \`example.org\` or \`example.org:8443\` or a map with \`to\`, \`name\`, \`names\`, \`warn_days\`, \`fail_days\`, \`at_least\`, \`stapled\`, \`starttls\`, \`ca\` and \`family\`, not \`https://example.org\`.",
      "1:8 \`infrastructure[0].tls\` has to be a host, such as \`example.org\` or \`example.org:8443\` or a map with \`to\`, \`name\`, \`names\`, \`warn_days\`, \`fail_days\`, \`at_least\`, \`stapled\`, \`starttls\`, \`ca\` and \`family\`, not \`example.org:65536\`.",
      "1:3 \`infrastructure[0].tls.to\` is missing; it has to be a host, such as \`example.org\` or \`example.org:8443\`.",
      "1:37 \`infrastructure[0].tls.at_least\` has to be \`1.2\` or \`1.3\`, not \`1.1\`.",
      "1:38 \`infrastructure[0].tls.warn_days\` has to be at least \`fail_days\`, or it would never warn.",
      "1:38 \`infrastructure[0].tls.warn_days\` has to be a whole number from 0 to 3650, not \`soon\`.",
      "1:34 \`infrastructure[0].tls.names\` has to be a list from 1 to 100 entries, each entry a name such as \`www.example.org\`; this has 0.",
      "1:37 \`infrastructure[0].tls.starttls\` has to be \`smtp\`, \`imap\`, \`pop3\`, \`ldap\` or \`postgres\`, not \`ftp\`.",
      "1:31 \`infrastructure[0].tls.ca\` has to be the path of a file in the repository, such as \`deploy/ca.pem\`, not \`../ca.pem\`.",
      "1:35 \`infrastructure[0].tls.family\` has to be \`any\`, \`4\`, \`6\` or \`both\`, not \`5\`.",
      "1:27 \`infrastructure[0].tls.sni\` is not a setting; the settings here are \`to\`, \`name\`, \`names\`, \`warn_days\`, \`fail_days\`, \`at_least\`, \`stapled\`, \`starttls\`, \`ca\` and \`family\`.",
    ]
  `);
  expect(mistakes("- tls: '{{host}}:{{port}}'\n- tls: { to: '[::1]', at_least: '1.3' }", { host: 'a', port: '1' })).toEqual([]);
});

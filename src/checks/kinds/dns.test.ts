import { describe, expect, test } from 'vitest';
import { checked, mistakes, told } from '../../../test/checks.ts';
import {
  a,
  answer,
  type Entry,
  found,
  holding,
  nameAs,
  nameServer,
  sameName,
  short,
  stringAs,
  type Tell,
} from '../../../test/dns-server.ts';
import { rcodes } from './dns/judging.ts';

const two = holding(a('192.0.2.2'), a('192.0.2.1'));

test.each<[string, string]>([
  ['', 'pass: there is 192.0.2.2 and 192.0.2.1'],
  [', is: [192.0.2.1, 192.0.2.2]', 'pass: it is 192.0.2.2 and 192.0.2.1'],
  [
    ', is: [192.0.2.1, 192.0.2.3]',
    'fail: 192.0.2.3 is missing; there is 192.0.2.2 and 192.0.2.1; 192.0.2.2 is there, and should not be',
  ],
  [', is: 192.0.2.1', 'fail: 192.0.2.2 is there, and should not be'],
  [', is: none', 'fail: 192.0.2.2 is there, and should not be; 192.0.2.1 is there, and should not be'],
  [', contains: 192.0.2.1', 'pass: it has 192.0.2.1'],
  [', contains: [192.0.2.1, 192.0.2.3]', 'fail: 192.0.2.3 is missing; there is 192.0.2.2 and 192.0.2.1'],
  [', lacks: 192.0.2.3', 'pass: it lacks 192.0.2.3'],
  [', lacks: [192.0.2.3, 192.0.2.1]', 'fail: 192.0.2.1 is there, and should not be'],
  [
    ', contains: 192.0.2.1, lacks: 192.0.2.3, ttl_at_least: 5m',
    'pass: it has 192.0.2.1; it lacks 192.0.2.3; it may be kept for 5 m',
  ],
  [', ttl_at_least: 1h', 'fail: there is 192.0.2.2 and 192.0.2.1; it may be kept for 5 m, less than 1 h'],
  [', authoritative: true', 'fail: there is 192.0.2.2 and 192.0.2.1; it does not speak for the zone itself'],
])('two addresses, and { name: www.example.org%s }', async (more, says) => {
  expect(await found(more, two)).toBe(says);
});

test.each<[string, string, Entry[], string]>([
  [
    'AAAA',
    "'2001:DB8:0:0::1'",
    [{ type: 28, data: Buffer.from('20010db8000000000000000000000001', 'hex') }],
    'it is 2001:db8::1',
  ],
  ['CNAME', 'Web.Example.ORG.', [{ type: 5, data: nameAs('web', Buffer.from([0xc0, 16])) }], 'it is web.example.org'],
  [
    'MX',
    '[10 mail.example.org, 0 .]',
    [
      { type: 15, data: Buffer.concat([short(10), nameAs('MAIL.example.org')]) },
      { type: 15, data: short(0, 0).subarray(0, 3) },
    ],
    'it is 10 mail.example.org and 0 .',
  ],
  ['TXT', "'v=spf1 -all'", [{ type: 16, data: Buffer.concat([stringAs('v=spf1 '), stringAs('-all')]) }], 'it is "v=spf1 -all"'],
  ['NS', 'ns.bücher.example', [{ type: 2, data: nameAs('ns.xn--bcher-kva.example') }], 'it is ns.xn--bcher-kva.example'],
  [
    'SRV',
    '10 5 5060 sip.example.org',
    [{ type: 33, data: Buffer.concat([short(10, 5, 5060), nameAs('sip.example.org')]) }],
    'it is 10 5 5060 sip.example.org',
  ],
  [
    'CAA',
    '0 issue ca.example.org',
    [{ type: 257, data: Buffer.concat([Buffer.from([0]), stringAs('Issue'), Buffer.from('ca.example.org')]) }],
    'it is "0 issue \\"ca.example.org\\""',
  ],
  [
    'SOA',
    'ns.example.org admin.example.org 1 2 3 4 4294967295',
    [
      {
        type: 6,
        data: Buffer.concat([nameAs('ns.example.org'), nameAs('admin.example.org'), short(0, 1, 0, 2, 0, 3, 0, 4, 65535, 65535)]),
      },
    ],
    'it is ns.example.org admin.example.org 1 2 3 4 4294967295',
  ],
  ['PTR', 'www.example.org', [{ type: 12, data: nameAs('www.example.org') }], 'it is www.example.org'],
])('a record of %s', async (type, is, entries, says) => {
  expect(await found(`, type: ${type}, is: ${is}`, holding(...entries))).toBe(`pass: ${says}`);
});

test('an address is asked for by the name that it has backwards', async () => {
  const seen: Buffer[] = [];
  const tell: Tell = ({ query }) => {
    seen.push(query.subarray(12, -4));
    return [answer(query, { entries: [{ type: 12, data: nameAs('www.example.org') }] })];
  };
  await using server = await nameServer(tell);
  const resolver = `resolver: '127.0.0.1:${server.port}', type: PTR, is: www.example.org`;
  const outcomes = await checked(`- dns: { name: 192.0.2.7, ${resolver} }\n- dns: { name: '2001:db8::ff', ${resolver} }`);
  expect(told(outcomes)).toEqual(['pass: it is www.example.org', 'pass: it is www.example.org']);
  expect(seen).toContainEqual(nameAs('7.2.0.192.in-addr.arpa'));
  expect(seen).toContainEqual(nameAs(`f.f.${'0.'.repeat(22)}8.b.d.0.1.0.0.2.ip6.arpa`));
});

describe('a name that stands for another', () => {
  const alias = (from: Buffer, to: string): Entry => ({ name: from, type: 5, data: nameAs(to) });

  test('is followed, in any order', async () => {
    const tell = holding(
      a('192.0.2.1', { name: nameAs('c.example.org') }),
      alias(nameAs('b.example.org'), 'c.example.org'),
      alias(sameName, 'b.example.org'),
    );
    expect(await found(', is: 192.0.2.1', tell)).toBe('pass: it is 192.0.2.1');
  });

  test('in a circle ends', async () => {
    const tell = holding(alias(sameName, 'b.example.org'), alias(nameAs('b.example.org'), 'www.example.org'));
    expect(await found('', tell)).toBe('fail: there is no A at all');
  });

  test('and the address of somebody else is none of its own', async () => {
    expect(await found('', holding(a('192.0.2.66', { name: nameAs('bank.example.org') })))).toBe('fail: there is no A at all');
  });
});

test.each(rcodes.map((rcode, number) => [rcode, number] as const))('%s is told from all others', async (rcode, number) => {
  const tell: Tell = ({ query }) => [answer(query, { rcode: number })];
  expect(await found(number === 0 ? ', is: none' : `, rcode: ${rcode}`, tell)).toBe(
    number === 0 ? 'pass: there is no A' : `pass: it answers ${rcode}`,
  );
  const other = number === 3 ? 'REFUSED' : 'NXDOMAIN';
  expect(await found(`, rcode: ${other}`, tell)).toBe(`fail: it answers ${rcode}, not ${other}`);
});

test('a refusal without its question, a number that nobody knows, and one who speaks for the zone', async () => {
  expect(await found(', rcode: REFUSED', ({ query }) => [answer(query, { rcode: 5, question: null })])).toBe(
    'pass: it answers REFUSED',
  );
  expect(await found('', ({ query }) => [answer(query, { rcode: 11 })])).toBe('fail: it answers RCODE 11, not NOERROR');
  expect(
    await found(', rcode: NXDOMAIN, authoritative: true', ({ query }) => [answer(query, { rcode: 3, authoritative: true })]),
  ).toBe('pass: it answers NXDOMAIN; it speaks for the zone itself');
});

test('what is wrong is said with its place', () => {
  const wrongly = [
    'a..example.org',
    `${'a'.repeat(64)}.example.org`,
    'https://example.org',
    '{ type: A }',
    '{ name: example.org, type: X }',
    '{ name: example.org, type: a }',
    '{ name: example.org, is: [] }',
    '{ name: example.org, is: 192.0.2 }',
    '{ name: example.org, type: MX, contains: [10 mail.example.org, mail.example.org] }',
    '{ name: example.org, type: CAA, lacks: ca.example.org }',
    '{ name: example.org, rcode: NXDOMAIN, is: 192.0.2.1 }',
    '{ name: example.org, rcode: nxdomain }',
    "{ name: example.org, resolver: 'https://1.1.1.1' }",
    '{ name: example.org, ttl_at_least: 300 }',
  ];
  expect(wrongly.flatMap(one => mistakes(`- dns: ${one}`))).toMatchInlineSnapshot(`
    [
      "1:8 \`infrastructure[0].dns\` has an empty part, or one of more than 63 letters.",
      "1:8 \`infrastructure[0].dns\` has an empty part, or one of more than 63 letters.",
      "1:8 \`infrastructure[0].dns\` has to be a name such as \`www.example.org\` or a map with \`name\`, \`type\`, \`resolver\`, \`is\`, \`contains\`, \`lacks\`, \`rcode\`, \`ttl_at_least\` and \`authoritative\`, not \`https://example.org\`.",
      "1:3 \`infrastructure[0].dns.name\` is missing; it has to be a name such as \`www.example.org\`.",
      "1:35 \`infrastructure[0].dns.type\` has to be \`A\`, \`AAAA\`, \`CNAME\`, \`MX\`, \`TXT\`, \`NS\`, \`SRV\`, \`CAA\`, \`SOA\` or \`PTR\`, not \`X\`; did you mean \`MX\`?",
      "1:35 \`infrastructure[0].dns.type\` has to be \`A\`, \`AAAA\`, \`CNAME\`, \`MX\`, \`TXT\`, \`NS\`, \`SRV\`, \`CAA\`, \`SOA\` or \`PTR\`, not \`a\`; did you mean \`A\`?",
      "1:33 \`infrastructure[0].dns.is\` has to be \`none\`, text from 1 to 4000 characters or a list from 1 to 50 entries, each entry text from 1 to 4000 characters; this has 0.",
      "1:33 \`infrastructure[0].dns.is\` has \`192.0.2\`, but \`A\` is an IPv4 address such as \`192.0.2.1\`.",
      "1:49 \`infrastructure[0].dns.contains\` has \`mail.example.org\`, but \`MX\` is a number and a name, such as \`10 mail.example.org\`.",
      "1:47 \`infrastructure[0].dns.lacks\` has \`ca.example.org\`, but \`CAA\` is a number, a word and a value, such as \`0 issue "ca.example.org"\`.",
      "1:8 \`infrastructure[0].dns\` cannot say what the records are and that there are none; leave out \`rcode\`, or all but it.",
      "1:36 \`infrastructure[0].dns.rcode\` has to be \`NOERROR\`, \`FORMERR\`, \`SERVFAIL\`, \`NXDOMAIN\`, \`NOTIMP\`, \`REFUSED\`, \`YXDOMAIN\`, \`YXRRSET\`, \`NXRRSET\`, \`NOTAUTH\` or \`NOTZONE\`, not \`nxdomain\`; did you mean \`NXDOMAIN\`?",
      "1:39 \`infrastructure[0].dns.resolver\` has to be a name server such as \`1.1.1.1\`, \`[::1]:5353\` or \`ns1.example.org\`, not \`https://1.1.1.1\`.",
      "1:43 \`infrastructure[0].dns.ttl_at_least\` has to be a time such as \`500ms\`, \`10s\` or \`5m\`; put quotes round \`300\` to make it text.",
    ]
  `);
  const right = [
    "{ name: '{{host}}', is: '{{address}}' }",
    "{ name: _dmarc.example.org, type: TXT, resolver: '::1' }",
    'example.org.',
    '{ name: 192.0.2.1, type: PTR }',
  ];
  expect(right.flatMap(one => mistakes(`- dns: ${one}`, { host: 'a.example.org', address: '192.0.2.1' }))).toEqual([]);
  expect(mistakes("- dns: { name: a.example.org, is: '{{address}}' }", { address: 'nowhere' })).toMatchInlineSnapshot(`
    [
      "1:35 \`infrastructure[0].dns.is\` has \`nowhere\`, but \`A\` is an IPv4 address such as \`192.0.2.1\`.",
    ]
  `);
});

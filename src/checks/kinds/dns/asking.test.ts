import { createSocket } from 'node:dgram';
import { getServers, setServers } from 'node:dns';
import { once } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach, describe, expect, test } from 'vitest';
import { checked, told } from '../../../../test/checks.ts';
import {
  type Asking,
  a,
  answer,
  found,
  holding,
  nameAs,
  nameServer,
  short,
  type Tell,
  withLength,
} from '../../../../test/dns-server.ts';
import { answerIn } from './asking.ts';
import { questionIn } from './message.ts';
import { Garbled } from './wire.ts';

describe('what does not fit is asked for again over TCP', () => {
  const many = Array.from({ length: 200 }, (_, place) => a(`192.0.2.${place}`));
  const over = (tcp: (query: Buffer) => Buffer[]): Tell => {
    return ({ query, over: way }: Asking) =>
      way === 'udp' ? [answer(query, { truncated: true, entries: [a('192.0.2.99')] })] : tcp(query);
  };

  test('whole, or in pieces', async () => {
    const tell = over(query => {
      const whole = withLength(answer(query, { entries: many }));
      return [whole.subarray(0, 1), whole.subarray(1, 1_000), whole.subarray(1_000)];
    });
    expect(await found(', contains: 192.0.2.199', tell)).toBe('pass: it has 192.0.2.199');
  });

  test('garbage, and the answer to another', async () => {
    expect(
      await found(
        '',
        over(() => [withLength(Buffer.from('so be it'))]),
      ),
    ).toMatchInlineSnapshot(`"fail: 127.0.0.1:PORT answers over TCP with a message that ends too early"`);
    expect(
      await found(
        '',
        over(query => [withLength(answer(query, { id: query.readUInt16BE(0) ^ 1 }))]),
      ),
    ).toMatchInlineSnapshot(`"fail: 127.0.0.1:PORT answers over TCP with an answer to somebody else"`);
  });

  test('what is not whole there either is no answer', async () => {
    const tell = over(query => [withLength(answer(query, { truncated: true }))]);
    expect(await found(', is: none', tell)).toBe('fail: 127.0.0.1:PORT says that its answer does not even fit over TCP');
  });

  test('which nobody ends', async () => {
    expect(
      await found(
        '',
        over(() => [short(500)]),
        ', within: 100ms',
      ),
    ).toBe('fail: it took longer than 100 ms: no answer came');
  });
});

describe('over UDP anybody can answer', () => {
  const lies: [string, (query: Buffer) => Buffer, string][] = [
    [
      'another id',
      query => answer(query, { id: query.readUInt16BE(0) ^ 1, entries: [a('192.0.2.66')] }),
      'an answer to somebody else',
    ],
    [
      'another question',
      query => answer(query, { question: Buffer.concat([nameAs('bank.example.org'), short(1, 1)]), entries: [a('192.0.2.66')] }),
      'an answer to another question',
    ],
    [
      'another type',
      query => answer(query, { question: Buffer.concat([nameAs('www.example.org'), short(28, 1)]) }),
      'an answer to another question',
    ],
    [
      'no question',
      query => answer(query, { question: null, entries: [a('192.0.2.66', { name: nameAs('www.example.org') })] }),
      'an answer to another question',
    ],
    ['a question', query => answer(query, { isQuestion: true, entries: [a('192.0.2.66')] }), 'an answer to somebody else'],
    ['nothing', () => Buffer.alloc(0), 'a message that ends too early'],
    ['garbage', () => Buffer.alloc(500, 0xc1), 'a name that goes round in circles'],
    [
      'half of it',
      query => answer(query, { entries: [a('192.0.2.66')] }).subarray(0, -2),
      'a record that is longer than its message',
    ],
    [
      'a name that points at itself',
      query => answer(query, { entries: [a('192.0.2.66', { name: Buffer.from([0xc0, 33]) })] }),
      'a name that goes round in circles',
    ],
    [
      'an address of five bytes',
      query => answer(query, { entries: [{ type: 1, data: Buffer.from([1, 2, 3, 4, 5]) }] }),
      'a record of another length than it says',
    ],
  ];

  test.each(lies)('%s is no answer', (_, lie, why) => {
    const question = { name: 'www.example.org', type: 1 };
    expect(() => answerIn(lie(questionIn(7, question)), 7, question)).toThrow(new Garbled(why));
  });

  test('and lies are not heard: the truth is waited for', async () => {
    const tell: Tell = ({ query }) => [...lies.map(([, lie]) => lie(query)), answer(query, { entries: [a('192.0.2.1')] })];
    expect(await found(', is: 192.0.2.1', tell)).toBe('pass: it is 192.0.2.1');
  });

  test('what was lost is asked for again', async () => {
    expect(await found('', ({ query, times }) => (times < 2 ? [] : [answer(query, { entries: [a('192.0.2.1')] })]))).toBe(
      'pass: there is 192.0.2.1',
    );
  });
});

test('IPv6, silence, and nobody there', async () => {
  await using six = await nameServer(holding(a('192.0.2.1')), '::1');
  expect(told(await checked(`- dns: { name: a.example.org, resolver: '[::1]:${six.port}', contains: 192.0.2.1 }`))).toEqual([
    'pass: it has 192.0.2.1',
  ]);
  expect(await found('', () => [], ', within: 50ms')).toBe('fail: it took longer than 50 ms: no answer came');
  const gone = createSocket('udp4').bind(0, '127.0.0.1');
  await once(gone, 'listening');
  const { port } = gone.address();
  await new Promise<void>(resolve => gone.close(resolve));
  expect(told(await checked(`- dns: { name: a.example.org, resolver: '127.0.0.1:${port}' }`))).toEqual([
    `fail: 127.0.0.1:${port} refuses connections`,
  ]);
});

describe('where nobody says who is asked', () => {
  const usual = getServers();
  /** Node hands its modules out as they were, unless it is told. */
  const serversAre = (said: string[]) => {
    setServers(said);
    syncBuiltinESMExports();
  };
  afterEach(() => serversAre(usual));
  const servers = (ports: number[]) => serversAre(ports.map(port => `127.0.0.1:${port}`));

  test('it is whom the machine asks: the first who answers', async () => {
    const gone = await nameServer(() => []);
    await gone[Symbol.asyncDispose]();
    await using server = await nameServer(holding(a('192.0.2.1')));
    servers([gone.port, server.port]);
    expect(told(await checked('- dns: example.org'))).toEqual(['pass: there is 192.0.2.1']);
  });

  test('and where none does, nobody knows', async () => {
    const gone = await nameServer(() => []);
    await gone[Symbol.asyncDispose]();
    servers([gone.port]);
    expect(told(await checked('- dns: example.org'))).toEqual([`unknown: 127.0.0.1:${gone.port} refuses connections`]);
  });
});

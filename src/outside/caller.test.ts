import { getEventListeners } from 'node:events';
import { createServer as createPlain, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createSecured } from 'node:https';
import { createServer as createRaw, type Server } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { selfSigned } from '../../test/certificates.ts';
import { isRefusal } from '../core/outside.ts';
import { type Call, caller } from './caller.ts';

async function listening<S extends Server>(server: S, address = '127.0.0.1') {
  await new Promise<void>(done => server.listen(0, address, done));
  const at = server.address();
  const port = typeof at === 'object' && at !== null ? at.port : 0;
  return {
    port,
    async [Symbol.asyncDispose]() {
      if ('closeAllConnections' in server && typeof server.closeAllConnections === 'function') server.closeAllConnections();
      await new Promise(done => server.close(done));
    },
  };
}

const serving = (answer: RequestListener, address?: string) => listening(createPlain(answer), address);

const bodyOf = async (asked: IncomingMessage): Promise<string> => (await asked.setEncoding('utf8').toArray()).join('');

/** Every name of these tests leads to this machine, and the operator lets it. */
const here = async () => ['127.0.0.1'];

function ask(url: string, parts: Partial<Call> & { allowed?: string[]; resolve?: () => Promise<string[]>; ca?: string } = {}) {
  const { allowed = ['logs.example.org', 'other.example.org'], resolve = here, ca, ...call } = parts;
  const made = caller({ allowed, resolve, ...(ca === undefined ? {} : { ca }) });
  return made.call({ url, method: 'GET', headers: {}, body: null, timeoutMs: 5_000, mostBytes: 10_000, ...call });
}

const said = async (asked: ReturnType<typeof ask>): Promise<string> => {
  const answer = await asked;
  return isRefusal(answer) ? answer.why : `${answer.status} ${answer.body}`;
};

describe('a call', () => {
  test('carries method, headers and body, and brings back status, headers and body', async () => {
    await using server = await serving(async (asked, answer) => {
      const { authorization, host } = asked.headers;
      answer.writeHead(201, { 'X-Seen': 'yes' });
      answer.end(JSON.stringify([asked.method, asked.url, authorization, host, await bodyOf(asked)]));
    });
    const answer = await ask(`http://logs.example.org.:${server.port}/a?b=1#c`, {
      method: 'POST',
      headers: { authorization: 'Bearer x' },
      body: 'ü',
    });
    if (isRefusal(answer)) throw new Error(answer.why);
    expect(answer.status).toBe(201);
    expect(answer.headers['x-seen']).toBe('yes');
    expect(JSON.parse(answer.body.toString())).toEqual(['POST', '/a?b=1', 'Bearer x', `logs.example.org:${server.port}`, 'ü']);
  });

  test('goes to the address that was checked: the name is looked up once', async () => {
    await using first = await serving((_, answer) => answer.end('the checked one'));
    let lookups = 0;
    const turning = async () => {
      lookups += 1;
      return [lookups === 1 ? '127.0.0.1' : '127.0.0.9'];
    };
    expect(await said(ask(`http://logs.example.org:${first.port}/`, { resolve: turning }))).toBe('200 the checked one');
    expect(lookups).toBe(1);
  });

  test('tries the next address of a name', async () => {
    await using server = await serving((_, answer) => answer.end('here'));
    expect(await said(ask(`http://logs.example.org:${server.port}/`, { resolve: async () => ['127.0.0.9', '127.0.0.1'] }))).toBe(
      '200 here',
    );
  });

  test('does not reach this machine where nobody allowed it', async () => {
    let asked = 0;
    await using server = await serving((_, answer) => {
      asked += 1;
      answer.end('secrets');
    });
    for (const host of ['127.0.0.1', 'localhost', '0x7f.1', '[::ffff:127.0.0.1]', 'unknown.example.org'])
      expect(await said(ask(`http://${host}:${server.port}/`))).toContain('is not on the open internet');
    expect(asked).toBe(0);
  });

  test('asks a name server of the machine where none is given', async () => {
    await using server = await serving((_, answer) => answer.end('by itself'));
    const plain = caller({ allowed: [`localhost:${server.port}`] });
    const call = { method: 'GET', headers: {}, body: null, timeoutMs: 5_000, mostBytes: 100 };
    expect(await said(plain.call({ ...call, url: `http://localhost:${server.port}/` }))).toBe('200 by itself');
  });
});

describe('sent on', () => {
  const sending = (status: number, location: string): RequestListener => {
    return async (asked, answer) => {
      if (asked.url === '/') answer.writeHead(status, { location }).end();
      else
        answer.end(
          JSON.stringify([asked.method, asked.headers.authorization ?? null, asked.headers.accept ?? null, await bodyOf(asked)]),
        );
    };
  };
  const post = { method: 'POST', headers: { Authorization: 'Bearer x', accept: 'text/plain' }, body: 'question' };

  test.each([
    [301, { ...post, method: 'GET', body: null }, '["GET","Bearer x","text/plain",""]'],
    [303, { ...post, method: 'GET', body: null }, '["GET","Bearer x","text/plain",""]'],
    [307, post, '["POST","Bearer x","text/plain","question"]'],
    [308, { ...post, method: 'PUT' }, '["PUT","Bearer x","text/plain","question"]'],
  ])('with %i to the same host', async (status, call, seen) => {
    await using server = await serving(sending(status, '/next'));
    expect(await said(ask(`http://logs.example.org:${server.port}/`, call))).toBe(`200 ${seen}`);
  });

  test.each([
    [301, 'POST'],
    [302, 'PUT'],
    [303, 'POST'],
  ])(
    'with %i, what %s says is said nowhere: who asks anew without it would be answered as if it had been',
    async (status, method) => {
      await using server = await serving(sending(status, '/next'));
      expect(await said(ask(`http://logs.example.org:${server.port}/`, { ...post, method }))).toBe(
        '`logs.example.org` sends on to `logs.example.org` and did not take what was said; write the address that it sends to.',
      );
    },
  );

  test('to another host or port nothing says who asks', async () => {
    await using other = await serving(sending(302, '/unused'));
    const nobody = '200 ["POST",null,"text/plain","question"]';
    await using byPort = await serving(sending(308, `http://logs.example.org:${other.port}/next`));
    expect(await said(ask(`http://logs.example.org:${byPort.port}/`, post))).toBe(nobody);
    await using sameport = await serving((asked, answer) => {
      if (asked.headers.host?.startsWith('logs.')) {
        answer.writeHead(308, { location: `http://other.example.org:${sameport.port}/next` }).end();
        return;
      }
      answer.end(String(asked.headers.authorization));
    });
    expect(await said(ask(`http://logs.example.org:${sameport.port}/`, post))).toBe('200 undefined');
  });

  test('inside, it is refused like a first address', async () => {
    await using secret = await serving((_, answer) => answer.end('secrets'));
    for (const host of ['127.0.0.1', '2130706433', '[::ffff:127.0.0.1]', 'localhost']) {
      await using server = await serving(sending(302, `http://${host}:${secret.port}/`));
      expect(await said(ask(`http://logs.example.org:${server.port}/`))).toContain('is not on the open internet');
    }
  });

  test('to another scheme, or with a password', async () => {
    await using file = await serving(sending(302, 'file:///etc/passwd'));
    expect(await said(ask(`http://logs.example.org:${file.port}/`))).toContain('`file:` is not asked');
    await using named = await serving(sending(302, 'http://alice:hunter2@logs.example.org/'));
    expect(await said(ask(`http://logs.example.org:${named.port}/`))).toContain('carries a user or a password');
  });

  test('for ever', async () => {
    let asked = 0;
    await using server = await serving((_, answer) => {
      asked += 1;
      answer.writeHead(302, { location: `/${asked}` }).end();
    });
    expect(await said(ask(`http://logs.example.org:${server.port}/`))).toBe(
      '`logs.example.org` sends on and on, more than 5 times.',
    );
    expect(asked).toBe(6);
  });
});

describe('an answer', () => {
  test('that is too long is not read to its end', async () => {
    await using declared = await serving((_, answer) => answer.end('a'.repeat(10_001)));
    const refused = await ask(`http://logs.example.org:${declared.port}/`);
    expect(refused).toEqual({ why: 'The answer is larger than 9 KB; ask for less.', tooMuch: true });
    await using endless = await serving((_, answer) => {
      const more = () => {
        while (!answer.destroyed && answer.write('a'.repeat(1_000)));
      };
      answer.on('drain', more);
      more();
    });
    expect(await said(ask(`http://logs.example.org:${endless.port}/`))).toBe('The answer is larger than 9 KB; ask for less.');
  });

  test('as long as is read', async () => {
    await using server = await serving((_, answer) => answer.end('a'.repeat(10_000)));
    expect(await ask(`http://logs.example.org:${server.port}/`)).toMatchObject({ status: 200 });
  });

  test('that is packed could unfold into anything', async () => {
    let wanted: unknown;
    await using server = await serving((asked, answer) => {
      wanted = asked.headers['accept-encoding'];
      answer.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('0'.repeat(100_000)));
    });
    expect(await said(ask(`http://logs.example.org:${server.port}/`))).toBe(
      'The answer is packed (`gzip`), which is not unpacked here; let it come as it is.',
    );
    expect(wanted).toBe('identity');
  });

  const late = '`logs.example.org` did not answer in time.';

  test('that comes drop by drop', async () => {
    await using server = await serving((_, answer) => {
      const drops = setInterval(() => answer.write('.'), 5);
      answer.on('close', () => clearInterval(drops));
    });
    expect(await said(ask(`http://logs.example.org:${server.port}/`, { timeoutMs: 100 }))).toBe(late);
  });

  test('that never comes, nor a name', async () => {
    await using server = await serving(() => {});
    expect(await said(ask(`http://logs.example.org:${server.port}/`, { timeoutMs: 50 }))).toBe(late);
    const never = () => new Promise<string[]>(() => {});
    expect(await said(ask('http://logs.example.org/', { timeoutMs: 50, resolve: never }))).toBe(late);
  });

  test('that never comes, nor a name, once we stop', async () => {
    await using server = await serving(() => {});
    const stops = new AbortController();
    const never = () => new Promise<string[]>(() => {});
    const all = [
      ask(`http://logs.example.org:${server.port}/`, { stopping: stops.signal }),
      ask('http://logs.example.org/', { stopping: stops.signal, resolve: never }),
    ];
    stops.abort();
    const stopped = '`logs.example.org` had no time to answer: we stop.';
    expect(await Promise.all(all.map(said))).toEqual([stopped, stopped]);
    expect(getEventListeners(stops.signal, 'abort')).toEqual([]);
    let lookups = 0;
    const counting = async () => {
      lookups += 1;
      return await here();
    };
    expect(await said(ask('http://logs.example.org/', { stopping: stops.signal, resolve: counting }))).toBe(stopped);
    expect(lookups).toBe(0);
  });

  test.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.9\r\n', '`logs.example.org` does not speak HTTP.'],
    ['cut off', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf', '`logs.example.org` hung up.'],
    ['empty', '', '`logs.example.org` hung up.'],
    [
      'for another protocol',
      'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: raw\r\n\r\n',
      '`logs.example.org` did not answer to the end.',
    ],
    [
      'with headers without end',
      `HTTP/1.1 200 OK\r\n${'a: b\r\n'.repeat(10_000)}`,
      '`logs.example.org` answers with more headers than are read.',
    ],
  ])('%s', async (_, bytes, why) => {
    await using server = await listening(createRaw(socket => socket.on('error', () => {}).once('data', () => socket.end(bytes))));
    expect(await said(ask(`http://logs.example.org:${server.port}/`))).toBe(why);
  });

  test('of nobody', async () => {
    const server = await serving(() => {});
    await server[Symbol.asyncDispose]();
    expect(await said(ask(`http://logs.example.org:${server.port}/`))).toBe('`logs.example.org` lets nobody in at this port.');
    const unknown = () => Promise.reject(Object.assign(new Error(), { code: 'ENOTFOUND' }));
    expect(await said(ask('http://logs.example.org/', { resolve: unknown }))).toBe(
      '`logs.example.org` is a name that nobody knows.',
    );
  });

  test('to a header that cannot be sent', async () => {
    expect(await said(ask('http://logs.example.org/', { headers: { authorization: 'a\r\nhost: b' } }))).toBe(
      '`logs.example.org` was not asked: a header has a sign that cannot be sent.',
    );
  });
});

describe('with encryption', () => {
  const own = selfSigned({ names: ['logs.example.org', '127.0.0.1'] });

  const secured = (answer: RequestListener, certificate = own) => listening(createSecured(certificate, answer));

  test('the certificate is that of the name, though the address was asked', async () => {
    let name: unknown;
    await using server = await secured((asked, answer) => {
      name = 'servername' in asked.socket ? asked.socket.servername : null;
      answer.end('safe');
    });
    expect(await said(ask(`https://logs.example.org:${server.port}/`, { ca: own.cert }))).toBe('200 safe');
    expect(name).toBe('logs.example.org');
    expect(await said(ask(`https://127.0.0.1:${server.port}/`, { ca: own.cert, allowed: ['127.0.0.1'] }))).toBe('200 safe');
  });

  test('of another name, by nobody, run out, or none', async () => {
    await using server = await secured((_, answer) => answer.end('safe'));
    expect(await said(ask(`https://other.example.org:${server.port}/`, { ca: own.cert }))).toBe(
      '`other.example.org` shows a certificate of another name.',
    );
    expect(await said(ask(`https://logs.example.org:${server.port}/`))).toBe(
      '`logs.example.org` shows a certificate that it signed itself.',
    );
    const old = selfSigned({ names: ['logs.example.org'], from: -2, to: -1 });
    await using stale = await secured((_, answer) => answer.end('safe'), old);
    expect(await said(ask(`https://logs.example.org:${stale.port}/`, { ca: old.cert }))).toBe(
      '`logs.example.org` shows a certificate that has run out.',
    );
    await using plain = await serving((_, answer) => answer.end());
    expect(await said(ask(`https://logs.example.org:${plain.port}/`))).toBe(
      '`logs.example.org` does not speak TLS at this port.',
    );
  });

  test('it stays encrypted, and what was not may become so', async () => {
    await using plain = await serving((_, answer) => answer.end('read by everybody'));
    await using down = await secured((_, answer) =>
      answer.writeHead(302, { location: `http://logs.example.org:${plain.port}/` }).end(),
    );
    expect(await said(ask(`https://logs.example.org:${down.port}/`, { ca: own.cert }))).toBe(
      '`logs.example.org` sends on to `logs.example.org` without encryption.',
    );
    await using safe = await secured((asked, answer) => answer.end(String(asked.headers.authorization)));
    await using up = await serving((_, answer) =>
      answer.writeHead(302, { location: `https://logs.example.org:${safe.port}/` }).end(),
    );
    const headers = { authorization: 'Bearer x' };
    expect(await said(ask(`http://logs.example.org:${up.port}/`, { ca: own.cert, headers }))).toBe('200 undefined');
  });
});

/** Webhooks as bytes on a socket, so that they can be as wrong as bytes can be; and the answer that comes back. */
import { createHmac } from 'node:crypto';
import { connect, type Socket } from 'node:net';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export const path = '/api/github/webhooks';

export const hmac = (body: Buffer | string, secret: string, algorithm = 'sha256') =>
  createHmac(algorithm, secret).update(body).digest('hex');

/** What GitHub sends, each part of which a test may replace; a header that is null is left out. */
export interface Letter {
  secret: string;
  body: Buffer | string;
  guid?: string;
  event?: string;
  method?: string;
  target?: string;
  headers?: Record<string, string | string[] | null>;
}

let sent = 0;

export function headOf({
  secret,
  body,
  guid,
  event = 'issue_comment',
  method = 'POST',
  target = path,
  headers = {},
}: Letter): string {
  sent += 1;
  const all: NonNullable<Letter['headers']> = {
    host: 'localhost',
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/1',
    'x-github-event': event,
    'x-github-delivery': guid ?? `00000000-0000-4000-8000-${String(sent).padStart(12, '0')}`,
    'x-hub-signature-256': `sha256=${hmac(body, secret)}`,
    'content-length': String(Buffer.byteLength(body)),
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === null ? [] : [value].flat().map(one => `${name}: ${one}\r\n`),
  );
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

export async function knock(port: number, letter: Letter): Promise<Answer | null> {
  return await say(port, [Buffer.from(headOf(letter), 'latin1'), Buffer.from(letter.body)]);
}

/** Says all of it, whatever is answered, until the other side hangs up or `over`; then hangs up. */
export async function shout(port: number, parts: Iterable<Buffer>, over: AbortSignal): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' }).on('error', () => {});
  socket.resume();
  const closed = new Promise(resolve => socket.once('close', resolve));
  const ended = new Promise(resolve => over.addEventListener('abort', resolve, { once: true }));
  await Promise.race([speak(socket, parts), ended]);
  await Promise.race([closed, ended]);
  socket.destroy();
}

/** Says all of it, however long, and listens for the first answer; null when the other side hung up without one. */
export async function say(port: number, parts: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<Answer | null> {
  const socket = connect({ port, host: '127.0.0.1' });
  const answer = answerOn(socket);
  const spoken = speak(socket, parts);
  try {
    return await answer;
  } finally {
    socket.destroy();
    await spoken;
  }
}

async function speak(socket: Socket, parts: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void> {
  const closed = new Promise<void>(resolve => socket.once('close', resolve));
  for await (const part of parts) {
    if (socket.destroyed) return;
    if (!socket.write(part)) await Promise.race([closed, new Promise(resolve => socket.once('drain', resolve))]);
  }
}

function answerOn(socket: Socket): Promise<Answer | null> {
  return new Promise(resolve => {
    let text = '';
    socket.on('data', data => {
      text += data.toString('latin1');
      const answer = parsed(text.replace(/^HTTP\/1\.1 100 [^\r]*\r\n\r\n/, ''));
      if (answer) resolve(answer);
    });
    // An error is followed by a close.
    socket.on('error', () => {});
    socket.on('close', () => resolve(null));
  });
}

function parsed(text: string): Answer | null {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  if (rest.length === 0) return null;
  const [first = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map(line => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
  const body = rest.join('\r\n\r\n');
  const length = headers['content-length'];
  const complete =
    length === undefined
      ? headers['transfer-encoding'] !== 'chunked' || body.endsWith('0\r\n\r\n')
      : body.length >= Number(length);
  if (!complete) return null;
  const plain =
    headers['transfer-encoding'] === 'chunked' ? body.replaceAll(/[0-9a-f]+\r\n(.*?)\r\n/gs, '$1').replace(/\r\n$/, '') : body;
  return { status: Number(first.split(' ')[1]), headers, body: plain };
}

import { createHmac, randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/**
 * A light load: plain sockets that write prepared bytes and read up to the next answer, so that as little as possible of the
 * machine goes to the one who measures.
 */

export interface Sample {
  guid: string;
  status: number;
  milliseconds: number;
}

/** A comment like GitHub sends it, 15 KB, which is no command. */
export function commentBody(change: (payload: Record<string, unknown>) => void = () => {}): Buffer {
  const user = (login: string, id: number) => ({
    login,
    id,
    node_id: `U_${id}`,
    type: 'User',
    site_admin: false,
    ...Object.fromEntries(
      ['avatar', 'html', 'followers', 'gists', 'starred', 'repos', 'events'].map(key => [
        `${key}_url`,
        `https://api.github.com/users/${login}/${key}`,
      ]),
    ),
  });
  const payload: Record<string, unknown> = {
    action: 'created',
    installation: { id: 1, node_id: 'I_1' },
    issue: {
      number: 42,
      id: 420,
      title: 'Make it faster',
      user: user('alice', 1),
      body: 'words '.repeat(400),
      pull_request: { url: '' },
      labels: [],
      created_at: '2026-11-01T10:00:00Z',
    },
    comment: {
      id: 99,
      node_id: 'IC_99',
      user: user('bob', 2),
      body: 'It works now, thank you. '.repeat(60),
      author_association: 'MEMBER',
      created_at: '2100-01-01T00:00:00Z',
    },
    repository: {
      id: 7,
      node_id: 'R_7',
      name: 'web',
      full_name: 'acme/web',
      owner: user('acme', 3),
      private: true,
      default_branch: 'main',
      ...Object.fromEntries(
        Array.from({ length: 40 }, (_, at) => [`link_${at}_url`, `https://api.github.com/repos/acme/web/link-${at}{/sha}`]),
      ),
    },
    sender: user('bob', 2),
  };
  change(payload);
  const short = 15_000 - JSON.stringify(payload).length;
  if (short > 0) payload.filler = 'x'.repeat(short);
  return Buffer.from(JSON.stringify(payload));
}

export const sign = (body: Buffer, secret: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

export const newGuid = () => {
  const hex = randomBytes(16).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
};

interface Letters {
  port: number;
  connections: number;
  requests: number;
  /** Per second over all connections; as fast as answers come when left out. */
  rate?: number;
  /** Each letter, made just before it leaves; its head without the length. */
  letter(at: number): { guid: string; head: string; body: Buffer };
}

interface Load extends Omit<Letters, 'letter'> {
  path: string;
  secret: string;
  bodies?: Buffer[];
}

export function load({ path, secret, bodies = [commentBody()], ...rest }: Load): Promise<Sample[]> {
  const prepared = bodies.map(body => ({
    body,
    head: `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\nuser-agent: GitHub-Hookshot/1\r\nx-github-event: issue_comment\r\nx-hub-signature-256: ${sign(body, secret)}\r\n`,
  }));
  return post({
    ...rest,
    letter(at) {
      const { head, body } = prepared[at % prepared.length] ?? { head: '', body: Buffer.alloc(0) };
      const guid = newGuid();
      return { guid, head: `${head}x-github-delivery: ${guid}\r\n`, body };
    },
  });
}

export async function post({ port, connections, requests, rate, letter }: Letters): Promise<Sample[]> {
  const samples: Sample[] = [];
  const begun = performance.now();
  let next = 0;

  const turn = async (): Promise<number | null> => {
    const mine = next;
    if (mine >= requests) return null;
    next += 1;
    if (rate) {
      const wait = begun + (mine * 1_000) / rate - performance.now();
      if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait));
    }
    return mine;
  };

  const client = async () => {
    const socket = await open(port);
    for (let mine = await turn(); mine !== null; mine = await turn()) {
      const { guid, head, body } = letter(mine);
      const sent = performance.now();
      socket.cork();
      socket.write(`${head}content-length: ${body.length}\r\n\r\n`);
      socket.write(body);
      socket.uncork();
      const status = await answer(socket);
      samples.push({ guid, status, milliseconds: performance.now() - sent });
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: connections }, client));
  return samples;
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

/** The status of the next answer, its body read as well. */
function answer(socket: Socket): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    const data = (chunk: Buffer) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end === -1) return;
      const length = /content-length: (\d+)/i.exec(text)?.[1];
      const complete = length === undefined ? text.endsWith('0\r\n\r\n') : text.length >= end + 4 + Number(length);
      if (!complete) return;
      socket.off('data', data).off('close', closed);
      resolve(Number(text.slice(9, 12)));
    };
    const closed = () => reject(new Error('the connection was closed before the answer'));
    socket.on('data', data).once('close', closed);
  });
}

export function percentile(values: number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? 0;
}

export const median = (values: number[]) => percentile(values, 0.5);

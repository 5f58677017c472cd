import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Incoming } from '../store/deliveries.ts';
import { hookKey } from '../store/hooks.ts';
import { blanked } from './blanked.ts';
import { bodies, type ReadBody, release } from './bodies.ts';
import { answering, type Door, inTime, kept, only, type Worded } from './doorway.ts';
import type { Hooks, OpenHook } from './hooks.ts';
import type { Keep } from './intake.ts';
import { points } from './points.ts';

/**
 * The doors for what tells us of errors and alerts: method, coding, size, then the proof over the raw bytes, before anybody parses them.
 * A name that nobody has is refused as late, and in the same words, as a wrong signature: nobody learns which doors there are.
 */

export const hookPath = '/hooks/';

interface Letter {
  header(name: string): string | null;
  query: URLSearchParams;
  body: Buffer;
}

/** What a door has to know of a source. */
export interface HookSource {
  kind: string;
  verify(letter: Letter, secrets: string[], settings: Record<string, unknown>, now: Date): boolean;
  idOf?(letter: Letter): string | null;
  answer?(body: Buffer): string;
  saysSecret?: boolean;
  lasting?: boolean;
}

export interface HookDoorOptions {
  hooks: Hooks;
  sources: HookSource[];
  keep: Keep;
  read?: ReadBody;
}

/** Of one letter; those that group their alerts send the most, and stay far below. */
const mostBytes = 1024 * 1024;
/** What strangers send is held while we look whether we know them after all. */
const mostLooking = 16;
const nameShape = /^[a-z0-9][a-z0-9-]{0,62}$/;
export const isHookName = (name: string): boolean => nameShape.test(name);

interface Proof {
  hook: OpenHook;
  source: HookSource;
}

/** What names a letter, as far as its source and its bytes do. */
export function nameOf(hook: string, source: HookSource, letter: Letter): string {
  const said = source.idOf?.(letter) ?? null;
  const id = said !== null && /^[\w.:=-]{1,100}$/.test(said) ? said : digest(said ?? letter.body);
  return `${hookKey(hook)}/${id}`;
}

/** A letter's name among all deliveries: the same letter again is known. Where the same words may be news, whoever counts them tells. */
const guidOf = (name: string, { lasting }: HookSource): string => (lasting ? `${name}/${randomUUID()}` : name);

const digest = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

export function hookDoor({ hooks, sources, keep, read = bodies() }: HookDoorOptions): Door {
  const nobody = randomBytes(32).toString('base64url');
  /** A name that nobody has is taken for some kind, always the same one, so that it takes as long as a hook of that kind. */
  const instead = (name: string) =>
    sources[
      createHash('sha256')
        .update(nobody + name)
        .digest()
        .readUInt32BE() % sources.length
    ];

  const receive = async (request: IncomingMessage): Promise<Worded> => {
    if (request.method !== 'POST') return 400;
    if (request.headers['content-encoding']) return 415;
    if (Number(request.headers['content-length'] ?? 0) > mostBytes) return 413;
    const { name, query } = placeOf(request.url ?? '');
    const pieces = await read(request, () => {}, mostBytes);
    if (typeof pieces === 'number') return pieces;
    const body = joined(pieces);
    const letter = { header: (header: string) => only(request, header) ?? null, query, body };
    const found = await inTime(proven(letter, name)).catch(() => 'late' as const);
    if (found === 'late' || found === null) {
      release(body);
      if (found === 'late') return 503;
      hooks.note(name, 'refused');
      return 401;
    }
    const says = found.source.answer?.(body) ?? '';
    const answer = await kept(keep, incoming(found.hook, found.source, letter), outcome => {
      if (outcome === 'kept') hooks.note(name, 'heard');
    });
    return answer === 202 ? { answer, says } : answer;
  };

  let looking = 0;
  /** Null: it proves nothing, even to whom we find when we look again. That costs the same whether or not somebody has that name. */
  const proven = async (letter: Letter, name: string): Promise<Proof | 'late' | null> => {
    const found = proof(letter, name, await hooks.of(name));
    if (found) return found;
    if (looking === mostLooking) return 'late';
    looking += 1;
    try {
      return (await hooks.anew()) ? proof(letter, name, await hooks.of(name)) : null;
    } finally {
      looking -= 1;
    }
  };

  /** Where there is no hook, some source's rules are tried all the same, with a secret that nobody has. */
  const proof = (letter: Letter, name: string, hook: OpenHook | null): Proof | null => {
    const source = hook ? sources.find(({ kind }) => kind === hook.kind) : instead(name);
    const secrets = hook && hook.secrets.length > 0 ? hook.secrets : [nobody];
    return source?.verify(letter, secrets, hook?.settings ?? {}, hooks.now()) && hook ? { hook, source } : null;
  };

  const incoming = (hook: OpenHook, source: HookSource, letter: Letter): Incoming => ({
    guid: guidOf(nameOf(hook.name, source, letter), source),
    source: 'hook',
    name: hook.kind,
    key: hookKey(hook.name),
    lane: 'rest',
    body: blanked(letter.body, hook.secrets, source.saysSecret === true),
  });

  return answering(receive, points.hookAnswered);
}

/** Held once. */
function joined(pieces: Buffer[]): Buffer {
  const [first] = pieces;
  if (first && pieces.length === 1) return first;
  const body = Buffer.concat(pieces);
  pieces.forEach(release);
  return body;
}

function placeOf(url: string): { name: string; query: URLSearchParams } {
  const [path = '', ...query] = url.split('?');
  return { name: path.slice(hookPath.length), query: new URLSearchParams(query.join('?')) };
}

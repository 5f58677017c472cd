import { createHash, randomBytes } from 'node:crypto';
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
const nameShape = /^[a-z0-9][a-z0-9-]{0,62}$/;
export const isHookName = (name: string): boolean => nameShape.test(name);

/** Long enough for whoever tries again because our answer got lost, and shorter than the time in which a source repeats what lasts. */
const lastingMilliseconds = 5 * 60_000;

/** A letter's name among all deliveries: the same letter again is known. */
export function guidOf(hook: string, source: HookSource, letter: Letter, now: Date): string {
  const said = source.idOf?.(letter) ?? null;
  const id = said !== null && /^[\w.:=-]{1,100}$/.test(said) ? said : digest(said ?? letter.body);
  const when = source.lasting ? `/${Math.floor(now.getTime() / lastingMilliseconds)}` : '';
  return `${hookKey(hook)}/${id}${when}`;
}

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
    // While the body is on its way, so that nobody can tell by the time whether we had to look.
    const asked = inTime(isHookName(name) ? hooks.of(name) : Promise.resolve(null)).catch(() => 'late' as const);
    const pieces = await read(request, () => {}, mostBytes);
    const hook = await asked;
    if (typeof pieces === 'number') return pieces;
    if (hook === 'late') {
      pieces.forEach(release);
      return 503;
    }
    const body = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
    const letter = { header: (header: string) => only(request, header) ?? null, query, body };
    const source = proven(letter, name, hook);
    if (!hook || !source) {
      if (hook) hooks.note(name, 'refused');
      pieces.forEach(release);
      return 401;
    }
    const says = source.answer?.(body) ?? '';
    const answer = await kept(keep, incoming(hook, source, letter), outcome => {
      if (outcome === 'kept') hooks.note(name, 'heard');
    });
    return answer === 202 ? { answer, says } : answer;
  };

  /** Null: it proves nothing. Where there is no hook, some source's rules are tried all the same, with a secret that nobody has. */
  const proven = (letter: Letter, name: string, hook: OpenHook | null): HookSource | null => {
    const source = hook ? sources.find(({ kind }) => kind === hook.kind) : instead(name);
    const secrets = hook && hook.secrets.length > 0 ? hook.secrets : [nobody];
    return source?.verify(letter, secrets, hook?.settings ?? {}, hooks.now()) ? source : null;
  };

  const incoming = (hook: OpenHook, source: HookSource, letter: Letter): Incoming => ({
    guid: guidOf(hook.name, source, letter, hooks.now()),
    source: 'hook',
    name: hook.kind,
    key: hookKey(hook.name),
    lane: 'rest',
    body: blanked(letter.body, hook.secrets, source.saysSecret === true),
  });

  return answering(receive, points.hookAnswered);
}

function placeOf(url: string): { name: string; query: URLSearchParams } {
  const [path = '', ...query] = url.split('?');
  return { name: path.slice(hookPath.length), query: new URLSearchParams(query.join('?')) };
}

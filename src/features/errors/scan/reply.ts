/** What a place of logs answered, before anybody looks at its lines. */
import { code } from '../../../text/inert.ts';
import type { Trouble } from './line.ts';
import { partOf } from './path.ts';

/** Undefined: it is none. */
export function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Null: it is an answer. */
export function troubleOf({ status, body }: { status: number; body: Buffer }): Trouble | null {
  if (status >= 200 && status < 300) return null;
  if (status === 401 || status === 403)
    return { trouble: `It does not let us in (${status}). \`auth\` names the secret that is sent along.` };
  if (status === 429) return { trouble: 'It has been asked too much (429); a longer `every` helps.' };
  const said = reasonOf(body);
  return { trouble: `It answered ${status}${said === '' ? '' : `: ${code(said, 200)}`}.` };
}

/** Elasticsearch says why deep inside, Loki in plain text. */
function reasonOf(body: Buffer): string {
  const start = body.subarray(0, 20_000);
  const said = jsonOf(start);
  const reason = ['error.root_cause.0.reason', 'error.reason', 'message', 'error'].map(path => partOf(said, path));
  const [first] = reason.filter(one => typeof one === 'string');
  if (first !== undefined) return first.slice(0, 400);
  const text = start.toString('utf8').trim();
  // A page for a browser says nothing to anybody here.
  return text.startsWith('<') ? '' : text.slice(0, 400);
}

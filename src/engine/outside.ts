/** Questions to addresses that files name: a few at a time, within bounds, and with what an operator keeps for just this owner and address. */
import type { Repository } from '../core/event.ts';
import type { Ask } from '../core/feature.ts';
import { type Answer, isRefusal, type Question, type Refusal } from '../core/outside.ts';
import type { Store } from '../store/connection.ts';
import { outsidePlace, outsideSecret } from '../store/outside-secrets.ts';
import { unseal } from '../store/sealed.ts';
import { code } from '../text/inert.ts';
import { Later } from './work.ts';

interface Caller {
  call(call: Omit<Question, 'auth'> & { timeoutMs: number; mostBytes: number }): Promise<Answer | Refusal>;
}

interface Options {
  caller: Caller;
  store: Pick<Store, 'db'>;
  keys: Buffer[];
}

/** Whoever answers slowly must not take up the hands that people's commands need. */
const mostAtOnce = 4;
/** Whose addresses all answer slowly leaves room for others. */
const mostOfOne = 2;
const soonSeconds = 2;
const timeoutMs = 20_000;
/** Of each that is asked at once. */
const mostBytes = 4 * 1_024 * 1_024;

export function outside({ caller, store, keys }: Options): (repository: Pick<Repository, 'owner'>) => Ask['outside'] {
  /** For whom, each as often as is asked for him. */
  const asked: string[] = [];
  return ({ owner }) =>
    async ({ auth, ...question }) => {
      const whose = owner.toLowerCase();
      if (asked.length >= mostAtOnce || asked.filter(one => one === whose).length >= mostOfOne)
        throw new Later(soonSeconds, 'others are being asked at the moment');
      asked.push(whose);
      try {
        const authorization = auth === null ? null : await authorizationFor(owner, auth, question.url);
        if (authorization !== null && typeof authorization === 'object') return authorization;
        const headers = authorization === null ? question.headers : { ...question.headers, authorization };
        const answer = await caller.call({ ...question, headers, timeoutMs, mostBytes });
        return authorization === null ? answer : without(authorization, answer);
      } finally {
        asked.splice(asked.indexOf(whose), 1);
      }
    };

  async function authorizationFor(owner: string, name: string, url: string): Promise<string | Refusal> {
    const kept = await outsideSecret(store.db, owner, name);
    const origin = URL.parse(url)?.origin ?? '';
    if (kept?.origin !== origin)
      return {
        why: `There is no secret ${code(name)} for this address. Whoever runs Shipmate adds it: ${code(`hooks header ${name} ${owner} --host ${origin}`, 200)}.`,
      };
    const secret = unseal(keys, outsidePlace(kept), kept.sealed);
    return secret ?? { why: `The secret ${code(name)} cannot be opened; whoever runs Shipmate has to add it again.` };
  }
}

/** Some say what they were shown, and what they say may be read by more. */
function without(secret: string, answer: Answer | Refusal): Answer | Refusal {
  if (isRefusal(answer)) return answer;
  const shown = [secret, secret.replace(/^\S+ /, '')]
    .filter(one => one !== '')
    .flatMap(one => [one, JSON.stringify(one).slice(1, -1)]);
  if (!shown.some(one => answer.body.includes(one))) return answer;
  const text = shown.reduce((left, one) => left.replaceAll(one, '***'), answer.body.toString('utf8'));
  return { ...answer, body: Buffer.from(text) };
}

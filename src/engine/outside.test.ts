import { expect, test } from 'vitest';
import { aStoreForEachTest } from '../../test/store.ts';
import type { Answer, Question } from '../core/outside.ts';
import { keepOutsideSecret, outsidePlace } from '../store/outside-secrets.ts';
import { seal } from '../store/sealed.ts';
import { outside } from './outside.ts';
import { Later } from './work.ts';

const store = aStoreForEachTest();
const keys = [Buffer.alloc(32, 7)];
const place = { owner: 'acme', name: 'logs', origin: 'https://logs.example.org' };
const question: Question = { url: 'https://logs.example.org/x', method: 'GET', headers: {}, body: null, auth: 'logs' };

/** What left, and what is answered. */
function asks(answer: Answer = { status: 200, headers: {}, body: Buffer.from('[]') }) {
  const sent: (string | null)[] = [];
  const caller = {
    async call({ headers }: { headers: Record<string, string> }) {
      sent.push(headers.authorization ?? null);
      return answer;
    },
  };
  return { sent, of: (owner: string) => outside({ caller, store, keys })({ owner }) };
}

const why = (one: Awaited<ReturnType<ReturnType<ReturnType<typeof asks>['of']>>>) => ('why' in one ? one.why : one.status);

test.each<[string, { owner?: string; asked?: Partial<Question>; kept?: Partial<typeof place> }, unknown, string | null]>([
  ['goes to its address', {}, 200, 'Bearer 4711-4711'],
  ['is its owner’s in any spelling', { owner: 'Acme' }, 200, 'Bearer 4711-4711'],
  ['stays here when nobody names it', { asked: { auth: null } }, 200, null],
  ['is nobody else’s', { owner: 'mallory' }, expect.stringContaining('There is no secret `logs`'), null],
  ['goes to no other host', { asked: { url: 'https://evil.example.org/' } }, expect.stringContaining('no secret'), null],
  ['goes to no other port', { asked: { url: 'https://logs.example.org:8443/' } }, expect.stringContaining('no secret'), null],
  ['does not go unencrypted', { asked: { url: 'http://logs.example.org/' } }, expect.stringContaining('no secret'), null],
  [
    'cannot be moved to another address by whoever writes to the database',
    { kept: { origin: 'https://evil.example.org' }, asked: { url: 'https://evil.example.org/' } },
    expect.stringContaining('cannot be opened'),
    null,
  ],
])('a secret %s', async (_name, { owner = 'acme', asked = {}, kept = {} }, says, leaves) => {
  await keepOutsideSecret(store.db, { ...place, ...kept }, seal(keys, outsidePlace(place), 'Bearer 4711-4711'));
  const { sent, of } = asks();
  expect(why(await of(owner)({ ...question, ...asked }))).toEqual(says);
  expect(sent).toEqual(typeof says === 'number' ? [leaves] : []);
});

test.each([
  [401, 'Bearer 4711-4711', '4711-4711 is not known, Bearer 4711-4711', '*** is not known, ***'],
  [200, 'Bearer 4711-4711', '{"headers":{"authorization":"Bearer 4711-4711"}}', '{"headers":{"authorization":"***"}}'],
  [200, 'Basic a"b\\c4711', JSON.stringify(['Basic a"b\\c4711', 'a"b\\c4711']), '["***","***"]'],
])('what an address says with %i of the secret that it was shown is not repeated', async (status, secret, says, left) => {
  await keepOutsideSecret(store.db, place, seal(keys, outsidePlace(place), secret));
  const { of } = asks({ status, headers: {}, body: Buffer.from(says) });
  const answer = await of('acme')(question);
  expect('body' in answer && answer.body.toString()).toBe(left);
});

test('four are asked at once, two of them for one owner, and whoever comes then comes later', async () => {
  const open = Promise.withResolvers<Answer>();
  const of = outside({ caller: { call: () => open.promise }, store, keys });
  const ask = (owner: string) => of({ owner })({ ...question, auth: null });
  const two = [ask('acme'), ask('Acme')];
  await expect(ask('acme')).rejects.toThrow(Later);
  const four = [...two, ask('octo'), ask('octo')];
  await expect(ask('umbrella')).rejects.toThrow(Later);
  open.resolve({ status: 200, headers: {}, body: Buffer.from('') });
  await Promise.all(four);
  expect(why(await ask('acme'))).toBe(200);
});

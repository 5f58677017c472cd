import {
  asyncProperty,
  assert as check,
  constantFrom,
  integer,
  property,
  record,
  string,
  stringMatching,
  uniqueArray,
} from 'fast-check';
import { expect, test } from 'vitest';
import { Unknown } from '../../verdict.ts';
import { readPlay } from './play.ts';
import { tools } from './recognise.ts';

const words = stringMatching(/^[\w :"'#.-]{1,30}$/).map(one => `t${one.trim()}`);
const results = uniqueArray(
  record({ task: words, host: stringMatching(/^[a-z\d.-]{1,20}$/), status: constantFrom('ok' as const, 'changed' as const) }),
  { selector: ({ task, host }) => `${task} ${host}`, maxLength: 20 },
);

test('what a play prints is read back', () => {
  check(
    property(results, all => {
      const lines = all.flatMap(({ task, host, status }) => [`TASK [${task}] ***`, `${status}: [${host}] => {"msg": "]"}`, '']);
      const found = readPlay(`PLAY [p] ***\n${lines.join('\n')}\nPLAY RECAP ***\n`).results;
      expect(found.map(({ task, host, status }) => ({ task, host, status }))).toEqual(all);
    }),
  );
});

const cut = { stdout: false, stderr: false };
const { terraform, ansible, chef, puppet, salt } = tools;

test('what nobody can read is never well', async () => {
  const tool = constantFrom(terraform, ansible, chef, puppet, salt);
  await check(
    asyncProperty(tool, string({ unit: 'binary' }), integer({ min: 0, max: 255 }), async ({ look }, output, exit) => {
      const seen = await look(() => Promise.resolve({ exit, stdout: output, stderr: output, cut }), []).catch(
        (error: unknown) => error,
      );
      if (seen instanceof Unknown) return;
      expect(seen).toMatchObject({ looked: null });
    }),
  );
});

test('a long output takes no longer for each of its lines', async () => {
  const lines = [
    '  # a["b\\',
    'changed: [[[ -> ',
    'Notice: /[[]]/a: b',
    '  * a[ action',
    'diff LIVE-1/ ',
    'a, b, c (((',
    '╷│ Error',
  ];
  const output = lines.map(line => `${line.repeat(300)}\n`.repeat(100)).join('');
  const began = performance.now();
  for (const { look } of Object.values(tools))
    await look(() => Promise.resolve({ exit: 0, stdout: output, stderr: '', cut }), []).catch((error: unknown) =>
      expect(error).toBeInstanceOf(Unknown),
    );
  expect(performance.now() - began).toBeLessThan(10_000);
});

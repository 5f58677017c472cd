import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runAction } from './run.ts';

/** A secret in an answer, and what has the shape of one, leaves by no door. */

const secret = 'correct horse battery staple';
const shaped = `ghp_${'a1B2'.repeat(9)}`;
const server = createServer((request, response) => {
  response.end(`you sent ${request.headers.authorization}, that is ${secret}; here is ${shaped}\n::error::and this\n`);
});
let url = '';
beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/`;
});
afterAll(() => {
  server.close();
});

test('a secret is masked by value and by shape, wherever it turns up', async () => {
  const ran = await runAction({
    with: {
      checks: `- http: { url: "${url}", auth: { bearer: SHOP_TOKEN }, matches: never }`,
      junit: 'junit.xml',
      token: 'ghs_sandbox',
    },
    env: { SHOP_TOKEN: secret },
  });
  expect([ran.code, ran.errors]).toEqual([1, '']);
  const lines = ran.log.split('\n');
  // So does the runner hear of them; whatever other steps print is masked from then on.
  expect(lines.filter(line => line.startsWith('::add-mask::'))).toEqual(['::add-mask::ghs_sandbox', `::add-mask::${secret}`]);
  const rest = lines.filter(line => !line.startsWith('::add-mask::')).join('\n');
  const doors = [rest, ran.summary, JSON.stringify(ran.outputs), JSON.stringify(ran.left)];
  expect(doors.filter(text => text.includes(secret) || text.includes(shaped))).toEqual([]);
  expect(rest).toContain('***');
  expect(lines.filter(line => line.startsWith('::error::'))).toEqual([]);
});

import { expect, test } from 'vitest';
import { raw, web } from '../serving.ts';
import { runAction } from './run.ts';

const without = (log: string, ...addresses: string[]): string[] =>
  addresses
    .reduce((left, address) => left.replaceAll(address, 'HERE'), log.replace(/ · .*$/gm, ''))
    .trim()
    .split('\n')
    .filter(line => /^\W* ?(?:http|tcp|version) |^\d+ checks?: /.test(line))
    .toSorted();

test('whoever never answers does not keep the run from its end', async () => {
  const silent = await raw(() => undefined);
  const checks = [
    `- { http: 'http://${silent}/', within: 1s }`,
    `- { tcp: { to: '${silent}', banner: x }, within: 1s }`,
    `- { version: { url: 'http://${silent}/v', is: '1' }, within: 1s }`,
  ];
  const { code, log } = await runAction({ with: { checks: checks.join('\n') } });
  expect(code).toBe(1);
  expect(without(log, silent)).toEqual([
    '3 checks: 3 failed',
    '❌ http http://HERE/: it took longer than 1 s: connected, but no answer began',
    '❌ tcp HERE: it took longer than 1 s: what matches "x" did not come',
    '❌ version http://HERE/v: it took longer than 1 s: connected, but no answer began',
  ]);
});

test('no variable of the environment leads it elsewhere', async () => {
  const url = await web((_, response) => response.end('it is me'));
  const proxy = await web((_, response) => response.writeHead(502).end());
  const env = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy, http_proxy: proxy, ALL_PROXY: proxy };
  const { code, log } = await runAction({ with: { checks: `- http: { url: '${url}', matches: it is me }` }, env });
  expect(code).toBe(0);
  expect(without(log, url)).toEqual(['1 check: 1 passed', '✅ http HERE: answered 200; its body matches "it is me"']);
});

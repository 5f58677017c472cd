import { expect, test } from 'vitest';
import { osv } from '../osv.ts';
import { runAction } from './run.ts';

test('the Action asks about lock files, page by page, and says what is known', async () => {
  const known = ['GHSA-aaaa-aaaa-aaaa', 'GHSA-bbbb-bbbb-bbbb', 'GHSA-cccc-cccc-cccc'].map(id => ({
    ...{ id, summary: 'Prototype pollution', word: 'HIGH', in: ['npm lodash 4.17.20'], fixed: ['4.17.21'] },
  }));
  const { url } = await osv(known, { page: 2 });
  const { code, log, outputs } = await runAction({
    with: { checks: `- { when: schedule, vulnerabilities: { all: true, from: '${url}' } }` },
    files: { 'package-lock.json': '{"packages":{"node_modules/lodash":{"version":"4.17.20"}}}' },
  });
  const lines = log.split('\n').filter(line => !line.startsWith('::'));
  expect(lines.join('\n').match(/GHSA-\S+ Prototype pollution, high, mended in 4\.17\.21/g)).toHaveLength(3);
  expect([code, outputs.verdict]).toEqual([1, 'fail']);
});

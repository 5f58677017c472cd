import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { checked, mistakes, told } from '../../../test/checks.ts';

test('listens, or not', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  expect(told(await checked(`- tcp: 127.0.0.1:${port}`))).toEqual([`pass: 127.0.0.1:${port} listens`]);
  await new Promise(resolve => server.close(resolve));
  expect(told(await checked(`- tcp: 127.0.0.1:${port}`))).toEqual([
    `fail: 127.0.0.1:${port} does not answer: connect ECONNREFUSED 127.0.0.1:${port}`,
  ]);
});

test('what is wrong is said with its place', () => {
  expect(mistakes("- tcp: db\n- tpc: db:1\n- {}\n- tcp: '{{host}}:1'")).toMatchInlineSnapshot(`
    [
      "1:8 \`infrastructure[0].tcp\` has to be a host and a port, such as \`db.example.org:5432\` or a map with \`to\`, not \`db\`.",
      "2:3 \`infrastructure[1].tpc\` is not a setting; did you mean \`tcp\`?",
      "2:3 \`infrastructure[1]\` has to say what it checks, by one of \`tcp\`.",
      "3:3 \`infrastructure[2]\` has to say what it checks, by one of \`tcp\`.",
    ]
  `);
  expect(mistakes("- tcp: '{{host}}:1'\n- tcp: '{{hots}}:1'", { host: 'db' })).toMatchInlineSnapshot(`
    [
      "2:8 \`{{hots}}\` is filled in by nothing that was given as \`variables\`; did you mean \`host\`?",
    ]
  `);
  expect(mistakes('- tcp: db:1\n- { tcp: db:1, retries: 2 }')).toMatchInlineSnapshot(`
    [
      "2:3 \`tcp db:1\` is what the check of line 1 is called, too; give one of them a \`name\` of its own.",
    ]
  `);
  expect(mistakes('[]')).toMatchInlineSnapshot(`
    [
      "1:1 \`infrastructure\` has to be a list from 1 to 500 entries, each entry \`true\` or a map with \`name\`, \`environment\`, \`when\`, \`within\`, \`retries\`, \`pause\`, \`level\` and \`tcp\`; this has 0.",
    ]
  `);
  expect(mistakes('- { tcp: db:1, tcp: db:2, within: 10 }')).toMatchInlineSnapshot(`
    [
      "1:16 \`tcp\` is said twice, first in line 1; keep one.",
    ]
  `);
});

import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kinds } from '../../src/checks/kinds/index.ts';
import { list } from '../../src/config/words.ts';
import { runAction } from './run.ts';

/** The bundle with nobody but its runner: what it writes, and how it ends. */

const server = createServer(socket => socket.on('error', () => undefined));
let port = 0;
beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' ? (address?.port ?? 0) : 0;
});
afterAll(() => {
  server.close();
});

/** Times and ports are of their day. */
const plain = (text: string) =>
  text
    .replaceAll(String(port), 'PORT')
    .replace(/\d+ ms/g, 'N ms')
    .replace(/ \d+\.\d+"/g, ' "');
const infrastructure = (list: string) => ({ '.github/shipmate.yml': `builds: true\ninfrastructure:\n${list}` });

test('a run from its file to everything it leaves', async () => {
  const ran = await runAction({
    files: infrastructure(`  - tcp: 127.0.0.1:${port}
  - { name: "::error::a ##[group]b", tcp: "{{host}}:1", environment: prod }
  - { tcp: "[::1]:1", level: warn, retries: 1, pause: 1ms }
  - { tcp: 127.0.0.1:2, when: pull-request }
`),
    with: { variables: 'host=127.0.0.1', junit: 'out/junit.xml' },
  });
  expect(ran.code).toBe(1);
  expect(ran.errors).toBe('');
  const lines = plain(ran.log).replaceAll('\u200b', '·').trimEnd().split('\n');
  const [head, one, two, three, ...rest] = lines;
  // They end as they like.
  expect([head, ...[one, two, three].toSorted(), ...rest]).toMatchInlineSnapshot(`
    [
      "3 checks of .github/shipmate.yml",
      "⚠️ tcp [::1]:1: [::1]:1 refuses connections · N ms, 2 tries",
      "✅ tcp 127.0.0.1:PORT: 127.0.0.1:PORT listens · N ms",
      "❌ ::error::a ##·[group]b (prod): 127.0.0.1:1 refuses connections · N ms",
      "::error title=%3A·%3Aerror%3A%3Aa ##·[group]b,file=.github/shipmate.yml,line=4::prod: 127.0.0.1:1 refuses connections",
      "::warning title=tcp [%3A%3A1]%3A1,file=.github/shipmate.yml,line=5::[::1]:1 refuses connections",
      "::debug::This run has no service for artifacts, so nothing is left for the App.",
      "3 checks: 1 passed, 1 warned, 1 failed",
    ]
  `);
  const { json, ...outputs } = ran.outputs;
  expect(outputs).toEqual({ verdict: 'fail', passed: '1', warned: '1', failed: '1', unknown: '0' });
  expect(JSON.parse(json ?? '')).toMatchObject([
    { verdict: 'pass', line: 3 },
    { verdict: 'fail', line: 4 },
    { verdict: 'warn', attempts: 2 },
  ]);
  expect(ran.summary).toContain('| ❌ |');
  expect(ran.left['out/junit.xml']).toContain('failures="1"');
});

test('what is wrong with the file is said at its place, and nothing runs', async () => {
  const ran = await runAction({ files: infrastructure('  - tcp: db\n  - tpc: "%0A::x"\n'), with: { report: 'report.md' } });
  expect(ran.code).toBe(2);
  const all = list(
    Object.keys(kinds).map(name => `\`${name}\``),
    'or',
    20,
  );
  expect(ran.log.replaceAll(all, '<its kinds>')).toMatchInlineSnapshot(`
    ".github/shipmate.yml:3:10 \`infrastructure[0].tcp\` has to be a host and a port, such as \`db.example.org:5432\` or \`[::1]:5432\` or a map with \`to\`, \`banner\`, \`starttls\`, \`ca\`, \`dialogue\`, \`closed\` and \`family\`, not \`db\`.
    .github/shipmate.yml:4:5 \`infrastructure[1].tpc\` is not a setting; did you mean \`tcp\`?
    .github/shipmate.yml:4:5 \`infrastructure[1]\` has to say what it checks, by one of <its kinds>.
    ::error file=.github/shipmate.yml,line=3,col=10::\`infrastructure[0].tcp\` has to be a host and a port, such as \`db.example.org:5432\` or \`[::1]:5432\` or a map with \`to\`, \`banner\`, \`starttls\`, \`ca\`, \`dialogue\`, \`closed\` and \`family\`, not \`db\`.
    ::error file=.github/shipmate.yml,line=4,col=5::\`infrastructure[1].tpc\` is not a setting; did you mean \`tcp\`?
    ::error file=.github/shipmate.yml,line=4,col=5::\`infrastructure[1]\` has to say what it checks, by one of <its kinds>.
    ::error::The report is missing. There is no file \`report.md\` here; does \`actions/checkout\` run before this?
    "
  `);
  expect(ran.outputs).toMatchObject({ verdict: 'unknown', failed: '0' });
});

test('a run that is stopped says what ended', async () => {
  const ran = await runAction({
    with: {
      checks: `- tcp: 127.0.0.1:${port}\n- { tcp: "127.0.0.1:1", retries: 9, pause: 1h }\n- { name: late, tcp: "127.0.0.1:${port}" }`,
      parallel: '2',
    },
    stopped: { after: 'late', by: 'SIGTERM' },
  });
  expect(ran.code).toBe(1);
  expect(ran.log).toMatch(/SIGTERM: what runs is stopped\n❌ tcp 127\.0\.0\.1:1: .*\n/);
  expect(ran.log).toMatch(/3 checks: 2 passed, 1 failed; it was stopped\n$/);
});

test('a report needs no checks beside it', async () => {
  const ran = await runAction({ files: { 'report.md': 'fine' }, with: { report: 'report.md' } });
  expect(ran).toMatchObject({ code: 0, errors: '', outputs: { verdict: 'unknown', passed: '0', json: '[]' } });
  expect(ran.log).toMatch(
    /^There is no file `\.github\/shipmate\.yml` here; .* Nothing was checked, and the report is handed over\.\n/,
  );
  const named = await runAction({ files: { 'report.md': 'fine' }, with: { report: 'report.md', config: 'infar.yml' } });
  expect([named.code, named.log]).toEqual([2, expect.stringContaining('::error::There is no file `infar.yml` here')]);
});

test('with a report that is missing it still checks, and ends as what makes no sense', async () => {
  const ran = await runAction({ with: { checks: '- { tcp: "127.0.0.1:1", level: warn }', report: 'report.md', parallel: '1' } });
  expect(ran).toMatchObject({ code: 2, errors: '', outputs: { verdict: 'warn' } });
  expect(ran.log).toContain('1 check: 1 warned\n::error::The report is missing. There is no file `report.md` here');
});

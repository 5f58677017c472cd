import { expect, test } from 'vitest';
import { pageOf } from './table.ts';
import { fail, type Outcome, pass } from './verdict.ts';

const outcome = (more: Partial<Outcome> = {}): Outcome => ({
  name: 'db',
  kind: 'tcp',
  environment: null,
  line: 1,
  verdict: 'pass',
  findings: [pass('it listens')],
  details: [],
  errors: [],
  attempts: 1,
  ms: 1_234,
  ...more,
});
const failed = outcome({
  name: 'shop | @alice #1 <b>',
  environment: 'prod',
  verdict: 'fail',
  findings: [pass('it answers'), fail('it says `<script>`\n| @bob'), fail('it is slow')],
  details: [{ title: 'body </summary>', text: '```\n<!-- shipmate:x -->\n</details>' }],
  attempts: 3,
});

test('what failed comes first, what passed is folded away, and what was quoted is inert', () => {
  expect(pageOf([outcome(), failed], 10_000).replaceAll('\u200b', '·')).toMatchInlineSnapshot(`
    "### ❌ 2 checks: 1 passed, 1 failed

    | | check | environment | what | time |
    |---|---|---|---|---|
    | ❌ | shop ∣ @·alice #·1 <·b> | prod | it says ˋ<·script>ˋ ∣ @·bob<br>it is slow | 1 s, 3 tries |

    <details><summary>shop ∣ @·alice #·1 <·b>: body <·/summary></summary>

    \`\`\`\`
    \`\`\`
    <·!-- shipmate:x --·>
    </details>
    \`\`\`\`

    </details>

    <details><summary>1 passed</summary>

    | | check | environment | what | time |
    |---|---|---|---|---|
    | ✅ | db |  | it listens | 1 s |

    </details>"
  `);
});

test('where all passed, all are shown', () => {
  expect(pageOf([outcome(), outcome({ name: 'web', environment: 'prod' })], 10_000)).toMatchInlineSnapshot(`
    "### ✅ 2 checks: 2 passed

    | | check | environment | what | time |
    |---|---|---|---|---|
    | ✅ | db |  | it listens | 1 s |
    | ✅ | web | prod | it listens | 1 s |"
  `);
});

test.each([1_000, 60_000])('at most %i bytes, and it says that there is more', most => {
  const many = Array.from({ length: 2_000 }, (_, at) => ({
    ...failed,
    name: `${at}`,
    details: [{ title: 'ж', text: 'ж'.repeat(5_000) }],
  }));
  const page = pageOf(many, most);
  expect(Buffer.byteLength(page)).toBeLessThanOrEqual(most);
  expect(page).toMatch(/and more than fits here; the log of the run has all of it\.$/);
});

import { describe, expect, test } from 'vitest';
import { effective } from '../../../config/effective.ts';
import { filePath, loadFile } from '../../../config/file.ts';
import { environments, environmentsOf } from '../config.ts';

/** A repository's file below its organisation's: what counts, and what is said about it. */
function below(own: string | null, above: string) {
  const file = effective(
    own === null ? null : loadFile([environments], own, filePath, { organisation: false }),
    loadFile([environments], above, `acme/.github: ${filePath}`, { organisation: true }),
  );
  const all = environmentsOf(file);
  return {
    all,
    prod: all.prod,
    problems: file.problems.map(({ path, line, message }) => `${path}:${line} ${message}`),
  };
}
const enforced = (text: string) => `enforced:\n  environments:\n    ${text}\n`;

test('what a repository leaves to its defaults is raised, and nothing is said of that', () => {
  const { prod, problems } = below('environments: { prod: }\n', enforced('prod: { reviews: 1, approved_by: write }'));
  expect(prod).toMatchObject({ reviews: 1, approved_by: 'write', workflow: 'deploy.yml' });
  expect(problems).toEqual([]);
});

test('what it says itself counts where it is stricter; where it is looser it is told so at its own line', () => {
  const own = 'environments:\n  prod:\n    reviews: 0\n    checks: all\n    drafts: true\n';
  const { prod, problems } = below(own, enforced('"*": { reviews: 1, checks: required }\n    prod: { drafts: false }'));
  expect(prod).toMatchObject({ reviews: 1, checks: 'all', drafts: false });
  expect(problems).toMatchInlineSnapshot(`
    [
      ".github/shipmate.yml:3 \`environments.prod.reviews\` does not count as it is here: acme/.github: .github/shipmate.yml, line 3, enforces more. Remove it, or ask for no less.",
      ".github/shipmate.yml:5 \`environments.prod.drafts\` does not count as it is here: acme/.github: .github/shipmate.yml, line 4, enforces more. Remove it, or ask for no less.",
    ]
  `);
});

test('all patterns that fit count together', () => {
  const { all } = below(
    'environments: { Prod: , prod/eu: , staging: }\n',
    enforced('"*": { plan: required }\n    prod*: { reviews: 1 }\n    "*/eu": { reviews: 2 }'),
  );
  const said = Object.entries(all).map(([name, { reviews, plan }]) => [name, reviews, plan]);
  expect(said).toEqual([
    ['Prod', 1, 'required'],
    ['prod/eu', 2, 'required'],
    ['staging', 0, 'required'],
  ]);
});

describe('what is enforced switches nothing on', () => {
  test('without environments of its own a repository has none', () => {
    expect(below(null, enforced('prod: { reviews: 1 }'))).toEqual({ all: {}, prod: undefined, problems: [] });
    expect(below('environments: false', enforced('prod: { reviews: 1 }')).all).toEqual({});
  });
  test('but it is joined to those that the organisation gives by default', () => {
    const { prod } = below(null, `environments: { prod: }\n${enforced('prod: { reviews: 1 }')}`);
    expect(prod?.reviews).toBe(1);
  });
});

test('what cannot be understood opens nothing', () => {
  const wrong = below('environments: { prod: }\n', enforced('prod: { reveiws: 1 }'));
  expect(wrong.all).toEqual({});
  expect(wrong.problems).toMatchInlineSnapshot(`
    [
      "acme/.github: .github/shipmate.yml:3 \`enforced.environments.prod.reveiws\` is not a setting; did you mean \`reviews\`?",
    ]
  `);
  expect(below('environments: { prod: { reviews: -1 } }\n', enforced('prod: { reviews: 1 }')).all).toEqual({});
  expect(below('environments: { prod: }\n', 'enforced: { environments: false }\n').all).toEqual({});
});

test('what names a thing of one repository cannot be enforced, and what is no policy neither', () => {
  const problems = (text: string) => below('', enforced(`prod: { ${text} }`)).problems.length;
  expect(
    ['after: staging', 'hold: 8h', 'auto: true', 'workflow: a.yml', 'url: https://x.y', 'green: next'].map(problems),
  ).toEqual([1, 1, 1, 1, 1, 1]);
  expect(problems('who: maintain, freeze: Fri, wait: 1h, green: true')).toBe(0);
});

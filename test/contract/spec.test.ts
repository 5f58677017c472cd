import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { expect, test } from 'vitest';
import { startGitHub, type Truth } from '../../src/sandbox/github/index.ts';
import { routes } from '../../src/sandbox/github/routes/index.ts';
import { octokitFor, openManifest, refusal, web } from '../acme.ts';
import { Checker } from '../spec/check.ts';
import { fields, isFields, type Json } from '../spec/cut.ts';
import { exceptions } from '../spec/exceptions.ts';
import { payloads, undescribed, webhooksPackage } from '../spec/extract.ts';
import { Extract, extractFile } from '../spec/extracted.ts';
import { sample } from '../spec/sample.ts';
import { strict } from '../spec/strict.ts';
import { describedTruth } from '../spec/truth.ts';

/** The extracts of GitHub's descriptions are those the box needs, and what they say is read as it is meant. */

const api = new Extract('api');
const webhooks = new Extract('webhooks');

test('every route of the box is described, and no other: else say `npm run spec`', () => {
  const served = routes.map(route => route.name).filter(name => !undescribed.includes(name));
  expect(api.names.toSorted()).toEqual(served.toSorted());
});

test('the extract of the webhooks is of the package that is installed: else say `npm run spec`', () => {
  const { document, version } = webhooksPackage();
  expect(readFileSync(extractFile('webhooks'), 'utf8') === payloads(document, version)).toBe(true);
});

const truth = describedTruth();
const issueRoute = 'POST /repos/{owner}/{repo}/issues';
const params = { owner: 'acme', repo: 'web' };
const asked = (more: {
  query?: string;
  body?: string;
  params?: Record<string, string>;
  route?: typeof issueRoute | 'GET /repos/{owner}/{repo}/issues' | 'GET /repos/{owner}/{repo}/issues/{issue_number}';
}) =>
  truth.request({
    route: more.route ?? issueRoute,
    params: more.params ?? params,
    query: new URLSearchParams(more.query),
    body: more.body ?? '{"title":"x"}',
  });

test('what GitHub describes is not untrue', () => {
  expect(asked({})).toEqual([]);
  expect(
    asked({ route: 'GET /repos/{owner}/{repo}/issues', query: 'per_page=3&labels=a,b&since=2026-11-21T02:00:00Z', body: '' }),
  ).toEqual([]);
  expect(
    truth.answer({ route: issueRoute, status: 404, body: '{"message":"Not Found","documentation_url":"","status":"404"}' }),
  ).toEqual([]);
});

test.each<[what: string, untrue: () => string[], said: string[]]>([
  [
    'a field',
    () => asked({ body: '{"title":"x","colour":1}' }),
    [`${issueRoute} is sent: /colour is there, which GitHub does not name`],
  ],
  ['a missing field', () => asked({ body: '{}' }), [`${issueRoute} is sent: it lacks title`]],
  [
    'a value',
    () => asked({ body: '{"title":"x","labels":"bug"}' }),
    [`${issueRoute} is sent: /labels should be array and is "bug"`],
  ],
  ['a body', () => asked({ body: '{' }), [`${issueRoute} is sent: it is no JSON`]],
  [
    'a parameter',
    () => asked({ route: 'GET /repos/{owner}/{repo}/issues', query: 'colour=red', body: '' }),
    ['GET /repos/{owner}/{repo}/issues is asked: it has the parameter colour, which GitHub does not name'],
  ],
  [
    "a parameter's value",
    () => asked({ route: 'GET /repos/{owner}/{repo}/issues', query: 'per_page=many&state=odd', body: '' }),
    [
      'GET /repos/{owner}/{repo}/issues is asked: state should be one of "open", "closed", "all" and is "odd"',
      'GET /repos/{owner}/{repo}/issues is asked: per_page should be integer and is "many"',
    ],
  ],
  [
    'a part of the path',
    () =>
      asked({ route: 'GET /repos/{owner}/{repo}/issues/{issue_number}', params: { ...params, issue_number: 'one' }, body: '' }),
    ['GET /repos/{owner}/{repo}/issues/{issue_number} is asked: issue_number should be integer and is "one"'],
  ],
  [
    'a status',
    () => truth.answer({ route: issueRoute, status: 200, body: '{}' }),
    [`${issueRoute} answers 200: it is not an answer that GitHub gives`],
  ],
  [
    'an answer',
    () => truth.answer({ route: 'PUT /repos/{owner}/{repo}/issues/{issue_number}/lock', status: 204, body: '{}' }),
    ['PUT /repos/{owner}/{repo}/issues/{issue_number}/lock answers 204: it should have no body and has {}'],
  ],
  [
    'a refusal',
    () => truth.answer({ route: issueRoute, status: 403, body: '{"error":"no"}' }),
    [`${issueRoute} answers 403: /error is there, which GitHub does not name`],
  ],
  ['a webhook', () => truth.webhook('issues', 'sneezed', '{}'), ["the webhook issues.sneezed is none of GitHub's"]],
  [
    'a payload',
    () => truth.webhook('label', 'created', '{"action":"created"}'),
    ['label', 'repository'].map(part => `the webhook label.created: it lacks ${part}`),
  ],
])('%s that GitHub does not know is untrue', (_what, untrue, said) => {
  expect(untrue()).toEqual(said);
});

/** Everything that the box was asked, answered and told on a walk, to be held to more than one truth. */
async function walk(): Promise<((truth: Truth) => string[])[]> {
  const all: ((truth: Truth) => string[])[] = [];
  const keep = (one: (truth: Truth) => string[]) => {
    all.push(one);
    return [];
  };
  const recorder: Truth = {
    request: one => keep(truth => truth.request(one)),
    answer: one => keep(truth => truth.answer(one)),
    webhook: (...one) => keep(truth => truth.webhook(...one)),
  };
  await using box = await startGitHub({ manifest: openManifest, truth: recorder });
  const file = 'on: push\njobs:\n  ship:\n    environment: prod\n    steps:\n      - run: make\n';
  const alice = box.person('alice');
  const repository = box.repository('acme/web');
  repository.collaborator(alice, 'write');
  repository.collaborator(box.person('bob'), 'write');
  const octokit = octokitFor(box, box.install('acme').id);
  repository.push('main', { '.github/workflows/ship.yml': file }, { by: alice });
  repository.runs('ship.yml').at(-1)?.start().step().finish('success');
  const pull = repository.pullRequest({ by: alice });
  for (const milestone of ['1.0', null]) pull.milestone(alice, milestone);
  pull.label(alice, 'blocked');
  await octokit.rest.pulls.requestReviewers({ ...web, pull_number: pull.number, reviewers: ['bob'] });
  await octokitFor(box).rest.apps.listInstallations();
  await octokit.rest.actions.listWorkflowRunsForRepo({ ...web, created: '>=2026-11-01' });
  await octokit.rest.actions.listWorkflowRuns({ ...web, workflow_id: 'ship.yml', created: '>=2026-11-01' });
  const [deployment] = (await octokit.rest.repos.listDeployments(web)).data;
  await octokit.rest.repos.createDeploymentStatus({ ...web, deployment_id: deployment?.id ?? 0, state: 'success' });
  await refusal(octokit.rest.issues.create({ ...web, title: ' ' }));
  await refusal(
    octokit.request('POST /repos/{owner}/{repo}/check-runs', {
      ...web,
      name: 'x',
      head_sha: 'a'.repeat(40),
      status: 'completed',
    }),
  );
  return all;
}

test('every exception is needed, and all of them are enough', async () => {
  const seen = await walk();
  const untrueFor = (excepted: typeof exceptions) => {
    const truth = describedTruth(new Extract('api', excepted), new Extract('webhooks', excepted));
    return seen.flatMap(one => one(truth));
  };
  expect(untrueFor(exceptions)).toEqual([]);
  const idle = exceptions.filter(one => untrueFor(exceptions.filter(other => other !== one)).length === 0);
  expect(idle).toEqual([]);
});

test('what is right and wrong is what Ajv finds right and wrong', () => {
  const names = ['issue_comment.created', 'push', 'workflow_job.completed'];
  const ajv = new Ajv({ strict: false, logger: false, inlineRefs: false, code: { optimize: false } });
  formats.default(ajv);
  const added = new Set<string>();
  /** With references as Ajv writes them, and all that they lead to. */
  const forAjv = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(forAjv);
    if (!isFields(value)) return value;
    if (typeof value.$ref !== 'string')
      return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, forAjv(inner)]));
    const name = value.$ref.slice(1);
    if (!added.has(name)) {
      added.add(name);
      ajv.addSchema(fields(forAjv(strict(webhooks, webhooks.of(value.$ref)))), name);
    }
    return { $ref: name };
  };
  const checker = new Checker(webhooks);
  const otherwise: string[] = [];
  const counts = { right: 0, wrong: 0 };
  for (const name of names) {
    const schema = webhooks.of(name);
    const validate = ajv.compile(fields(forAjv(strict(webhooks, schema))));
    const [full, least] = [true, false].map(full => fields(sample(webhooks, { $ref: name }, { full, choice: 0 })));
    for (const payload of [full ?? {}, ...broken(full ?? {}, 1), least ?? {}, ...broken(least ?? {}, 2)]) {
      const [ours, theirs] = [checker.check(schema, payload), validate(payload)];
      counts[theirs ? 'right' : 'wrong'] += 1;
      if (theirs !== (ours.length === 0)) otherwise.push(`${name}: ${JSON.stringify(theirs ? ours : validate.errors)}`);
    }
  }
  expect(otherwise).toEqual([]);
  expect(counts.right).toBeGreaterThan(10);
  expect(counts.wrong).toBeGreaterThan(200);
});

/** Each field, and each field of those, left out, of another kind, with another text, and with something more. */
function broken(value: Record<string, Json>, depth: number): Record<string, Json>[] {
  if (depth === 0) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const { [name]: _, ...without } = value;
    const deeper = isFields(inner) ? [{ ...inner, odd: 1 }, ...broken(inner, depth - 1)] : [];
    return [without, ...[null, 'odd', 3, ...deeper].map(other => ({ ...value, [name]: other }))];
  });
}

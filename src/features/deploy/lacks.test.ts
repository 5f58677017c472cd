import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { environment } from '../../../test/policy.ts';
import { infrastructure } from '../../checks/section.ts';
import { effective } from '../../config/effective.ts';
import { filePath, loadFile } from '../../config/file.ts';
import { readWorkflow } from '../../core/workflow.ts';
import { type Environment, environments } from './config.ts';
import { inputsFor } from './drivers/workflow.ts';
import { lacksOf, namedBy, names, notPlannable } from './lacks.ts';

const plain = environment({});

const good = `
run-name: Deploy \${{ inputs.sha }} \${{ inputs.shipmate }}
on:
  workflow_dispatch:
    inputs:
      environment: { type: choice, options: [prerelease, prod] }
      sha: { required: true }
      shipmate: {}
jobs:
  deploy:
    if: github.triggering_actor == 'shipmate[bot]'
    environment: { name: prod, deployment: false }
    steps: []
`;

function lacks(text: string, environment: Environment = plain, shared = true): string[] {
  const read = readWorkflow(text);
  if ('problem' in read) throw new Error(read.problem);
  return lacksOf('prod', environment, read.workflow, shared).map(({ weight, says }) => `${weight}: ${says}`);
}

test('nothing', () => expect(lacks(good)).toEqual([]));

test('the workflow that the page shows lacks nothing, and can plan', async () => {
  const page = await readFile(join(import.meta.dirname, 'README.md'), 'utf8');
  const [shown = '', ...more] = [...page.matchAll(/^```yaml\n(.*?)^```/gms)].flatMap(([, yaml = '']) =>
    yaml.includes('workflow_dispatch') ? [yaml] : [],
  );
  expect([lacks(shown), more]).toEqual([[], []]);
  const read = readWorkflow(shown);
  expect('workflow' in read && notPlannable(plain, read.workflow)).toBe(null);
});

test('a file that asks for checks has to have some', () => {
  const read = readWorkflow(good);
  if ('problem' in read) throw new Error(read.problem);
  const said = (more: string) => {
    const text = `environments: { prod: { infrastructure: 1h } }\n${more}`;
    const file = effective(loadFile([environments, infrastructure], text, filePath, { organisation: false }), null);
    return namedBy(file).flatMap(one => one.lacks(read.workflow).map(({ weight, says }) => `${weight}: ${says}`));
  };
  expect(said('')).toEqual([
    'stops: `environments.prod.infrastructure` asks for checks, and the file has no `infrastructure`, so nothing could ever go there.',
  ]);
  expect([said('infrastructure: [{ tcp: db:1 }]'), said('infrastructure: [{ tpc: db:1 }]')]).toEqual([[], []]);
});

test('inputs by other names', () => {
  const renamed = good
    .replaceAll('environment:', 'target:')
    .replaceAll('sha', 'ref')
    .replace('target: { name', 'environment: { name');
  expect(lacks(renamed, { ...plain, inputs: { environment: 'target', sha: 'ref' } })).toEqual([]);
});

test('all of it', () => {
  expect(
    [
      lacks('on: push\njobs: { deploy: { environment: prod } }'),
      lacks('on: workflow_dispatch\njobs: { deploy: { environment: prod } }'),
      lacks('on: workflow_dispatch\njobs: { deploy: {} }', plain, false),
      lacks(good.replace('prerelease, prod', 'a, b').replace('inputs.shipmate', 'inputs.sha')),
      lacks(good, { ...plain, inputs: { sha: 'commit' } }),
    ].map(all => all.join('\n')),
  ).toMatchInlineSnapshot(`
    [
      "stops: \`deploy.yml\` cannot be started: it needs \`workflow_dispatch:\` under \`on:\`.
    less: The job \`deploy\` of \`deploy.yml\` makes a deployment of its own, at the wrong commit; write \`environment: { name: prod, deployment: false }\`.",
      "stops: \`deploy.yml\` serves several environments and has no input \`environment\`, so it cannot be told which one is meant.
    less: \`deploy.yml\` has no input \`sha\`, so it can only deploy the head of the default branch. Check out \`\${{ inputs.sha }}\` in it.
    less: \`deploy.yml\` has no input \`shipmate\`; with one, and \`run-name: … \${{ inputs.shipmate }}\`, its runs are found again whatever happens.
    less: The job \`deploy\` of \`deploy.yml\` makes a deployment of its own, at the wrong commit; write \`environment: { name: prod, deployment: false }\`.
    less: Anybody who can write can start \`deploy.yml\` by hand, past every rule here; an \`if:\` of its job that looks at \`github.triggering_actor\` can refuse that.",
      "less: \`deploy.yml\` has no input \`sha\`, so it can only deploy the head of the default branch. Check out \`\${{ inputs.sha }}\` in it.
    less: \`deploy.yml\` has no input \`shipmate\`; with one, and \`run-name: … \${{ inputs.shipmate }}\`, its runs are found again whatever happens.
    less: Anybody who can write can start \`deploy.yml\` by hand, past every rule here; an \`if:\` of its job that looks at \`github.triggering_actor\` can refuse that.",
      "stops: \`deploy.yml\` does not know \`prod\`: it is not among the options of its input \`environment\`. Add it there, or name another workflow with \`environments.prod.workflow\`.
    less: The \`run-name\` of \`deploy.yml\` does not carry \`\${{ inputs.shipmate }}\`, so a run whose start went unanswered cannot be found again.",
      "stops: \`deploy.yml\` has no input \`commit\`, which \`environments.prod.inputs\` names.
    less: \`deploy.yml\` has no input \`commit\`, so it can only deploy the head of the default branch. Check out \`\${{ inputs.commit }}\` in it.",
    ]
  `);
});

const withInput = (line: string) => good.replace('      shipmate: {}', `      shipmate: {}\n      ${line}`);

test('a plan that the policy wants, and no input for it; an input of that name that is something else', () => {
  const wanted = environment({ plan: 'required' });
  expect(lacks(withInput('plan: { type: boolean }'), wanted)).toEqual([]);
  expect(lacks(withInput('dry_run: { type: boolean }'), { ...wanted, inputs: { plan: 'dry_run' } })).toEqual([]);
  // Said as an argument it would be sent on, and the deploy might do nothing.
  expect([
    lacks(good, wanted),
    lacks(withInput('plan: { type: choice, options: [small, large] }')),
    lacks(withInput('dry_run: {}'), { ...plain, inputs: { plan: 'dry_run' } }),
    lacks(good, { ...plain, inputs: { plan: 'dry_run' } }),
  ]).toMatchInlineSnapshot(`
    [
      [
        "stops: \`environments.prod.plan\` wants a plan of each commit, and \`deploy.yml\` cannot plan yet. Two lines make it: \`plan: { type: boolean, default: false }\` among its inputs, and \`if: \${{ !inputs.plan }}\` at each step that changes something.",
      ],
      [
        "stops: The input \`plan\` of \`deploy.yml\` is no \`boolean\`, and deploys and plans are told apart by it. Make it one, or name another input with \`environments.prod.inputs: { plan: dry_run }\`.",
      ],
      [
        "stops: The input \`dry_run\` of \`deploy.yml\` is no \`boolean\`, and deploys and plans are told apart by it. Make it one, or name another input with \`environments.prod.inputs: { plan: dry_run }\`.",
      ],
      [
        "stops: \`deploy.yml\` has no input \`dry_run\`, which \`environments.prod.inputs\` names.",
      ],
    ]
  `);
});

test('who plans is told what is missing, by the name that the file gives it', () => {
  const read = readWorkflow(withInput('dry_run: { type: boolean }'));
  if ('problem' in read) throw new Error(read.problem);
  expect(notPlannable({ ...plain, inputs: { plan: 'dry_run' } }, read.workflow)).toBeNull();
  expect(notPlannable({ ...plain, inputs: { plan: 'trial' } }, read.workflow)).toContain(
    '`trial: { type: boolean, default: false }`',
  );
});

test('a deploy says that it is no plan, where that can be said, whatever was said to it', () => {
  const called = names({ inputs: { plan: 'dry_run' } });
  const our = { id: 'cafe', environment: 'prod', sha: 'a' };
  expect(inputsFor(['sha', 'dry_run', 'plan'], called, our, { dry_run: 'true', plan: 'small' })).toEqual({
    sha: 'a',
    dry_run: 'false',
    plan: 'small',
  });
  expect(inputsFor(['sha', 'plan'], names(plain), { ...our, plan: true }, {})).toEqual({ sha: 'a', plan: 'true' });
  expect(inputsFor(['sha'], names(plain), our, {})).toEqual({ sha: 'a' });
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { infrastructure } from '../../checks/section.ts';
import { effective } from '../../config/effective.ts';
import { loadFile } from '../../config/file.ts';
import { readWorkflow, runNameCarries } from '../../core/workflow.ts';
import { commands, workflowsOf } from '../../features.ts';
import { checkOffer, checkSection } from './check.ts';

const sections = [infrastructure, checkSection];
const load = (text: string) => effective(loadFile(sections, text, '.github/shipmate.yml', { organisation: false }), null);
const offer = (text: string, environments: string[] = []) => checkOffer(() => environments)(load(text))[0] ?? null;
const checks = (...environments: string[]) =>
  [
    'infrastructure:',
    ...environments.map((one, port) => `  - { tcp: "db:${port + 1}", environment: "${one}" }`),
    '  - tcp: "db:99"',
  ].join('\n');

test('without checks there is nothing to run', () => {
  expect(offer('check: { workflow: infra.yml }')).toBe(null);
});

test('with nothing said it is one workflow, for everybody who can write', () => {
  expect(offer(checks())).toMatchObject({ workflow: 'infrastructure.yml', who: ['write'], implied: true });
});

test('the file may name another one, and who may', () => {
  expect(offer(`${checks()}\ncheck: { workflow: infra.yml, who: ['@acme/sre'] }`)).toMatchObject({
    ...{ workflow: 'infra.yml', who: ['@acme/sre'], implied: false, path: ['check'] },
  });
});

test.each<[what: string, text: string, environments: string[], known: string[]]>([
  ['those of the file, and those that only checks name', checks('dns', 'prod'), ['staging', 'prod'], ['staging', 'prod', 'dns']],
  ['any, where one is filled in', checks('{{ region }}'), ['prod'], []],
  ['none that anybody knows', checks(), [], []],
])('its environment is one of %s', (_, text, environments, known) => {
  expect(offer(text, environments)?.inputs.environment).toEqual(known);
});

test('the workflow that it shows to whoever has none is all that it needs, and stands on the page', async () => {
  const [, shown = ''] = /```yaml\n(.*)```/s.exec(offer(checks())?.otherwise ?? '') ?? [];
  const read = readWorkflow(shown);
  if (!('workflow' in read)) throw new Error(read.problem);
  expect(read.workflow.dispatchable).toBe(true);
  expect(read.workflow.inputs.map(({ name }) => name)).toEqual(['environment', 'only', 'shipmate']);
  expect(runNameCarries(read.workflow, 'shipmate')).toBe(true);
  expect(await readFile(join(import.meta.dirname, 'README.md'), 'utf8')).toContain(shown);
});

test.each<[what: string, ours: boolean, on: string, uses: string]>([
  [
    'runs the Action when somebody asks',
    true,
    '{ schedule: [{ cron: 17 * * * * }], workflow_dispatch: {} }',
    'acme/shipmate/action@v1',
  ],
  ['cannot be asked', false, '{ schedule: [{ cron: 17 * * * * }] }', 'acme/shipmate/action@v1'],
  ['is what a pull request has to pass, too', false, '[pull_request, workflow_dispatch]', 'acme/shipmate/action@v1'],
  ['is what a push has to pass, too', false, '{ push: { branches: [main] }, workflow_dispatch: {} }', 'acme/shipmate/action@v1'],
  ['does something else', false, 'workflow_dispatch', 'hashicorp/setup-terraform@v3'],
])('an infrastructure.yml that %s: is it this one? %s', (_, ours, on, uses) => {
  const text = `on: ${on}\njobs: { a: { runs-on: ubuntu-latest, steps: [{ uses: ${uses} }] } }\n`;
  const [one] = workflowsOf(load(checks()));
  expect(one?.isMeant?.(text)).toBe(ours);
  const [named] = workflowsOf(load(`${checks()}\ncheck: { workflow: infrastructure.yml }`));
  expect(named).toMatchObject({ file: 'infrastructure.yml', isMeant: undefined });
});

test('a command of that name that the file makes itself stays what it is', () => {
  const whole = (text: string) => commands.of(load(text)).find('check');
  expect(whole(checks())?.summary).toBe('Check the infrastructure now: all of it, or one environment.');
  const own = load(`${checks()}\ncommands: { check: { workflow: own.yml, about: Ours } }`);
  expect(workflowsOf(own).map(({ file }) => file)).toEqual(['infrastructure.yml']);
});

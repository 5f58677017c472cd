import { expect, test } from 'vitest';
import { argsOf, inputsFrom, readWorkflow, runNameCarries, type Workflow } from './workflow.ts';

function read(text: string): Workflow {
  const answer = readWorkflow(text);
  if ('problem' in answer) throw new Error(answer.problem);
  return answer.workflow;
}

const restart = `
name: Restart
run-name: Restart \${{ inputs.service }} (\${{ inputs.shipmate }})
on:
  workflow_dispatch:
    inputs:
      service: { description: Which one, type: choice, options: [web, worker, 7], required: true }
      lines: { type: number, default: 100 }
      hard: { type: boolean, required: true, default: false }
      reason:
      shipmate: { type: string }
jobs:
  restart:
    environment: { name: '\${{ inputs.service }}', deployment: false }
    steps: [{ run: ./restart }]
  told:
    environment: prod
    steps: []
`;

test('a workflow says how it is started, and where its runs can be seen', () => {
  expect(read(restart)).toMatchInlineSnapshot(`
    {
      "dispatchable": true,
      "inputs": [
        {
          "default": null,
          "description": "Which one",
          "name": "service",
          "options": [
            "web",
            "worker",
            "7",
          ],
          "required": true,
          "type": "choice",
        },
        {
          "default": "100",
          "description": null,
          "name": "lines",
          "options": [],
          "required": false,
          "type": "number",
        },
        {
          "default": "false",
          "description": null,
          "name": "hard",
          "options": [],
          "required": true,
          "type": "boolean",
        },
        {
          "default": null,
          "description": null,
          "name": "reason",
          "options": [],
          "required": false,
          "type": "string",
        },
        {
          "default": null,
          "description": null,
          "name": "shipmate",
          "options": [],
          "required": false,
          "type": "string",
        },
      ],
      "jobs": [
        {
          "environment": {
            "deployment": false,
            "name": "\${{ inputs.service }}",
          },
          "id": "restart",
          "startedBy": [],
        },
        {
          "environment": {
            "deployment": true,
            "name": "prod",
          },
          "id": "told",
          "startedBy": [],
        },
      ],
      "looksAtWhoTriggered": false,
      "name": "Restart",
      "pastUs": [],
      "runName": "Restart \${{ inputs.service }} (\${{ inputs.shipmate }})",
    }
  `);
});

test('its inputs are arguments in their order, those that we fill left out', () => {
  const args = argsOf(read(restart).inputs, { except: ['shipmate'] });
  const said = Object.entries(args).map(([name, one]) => [name, one.shape, one.required, one.about]);
  expect(said).toEqual([
    ['service', 'web|worker|7', true, 'Which one'],
    ['lines', 'number', false, 'usually 100'],
    ['hard', 'true|false', false, 'usually false'],
    ['reason', 'text', false, null],
  ]);
});

test('what nobody said is left to the workflow', () => {
  expect(inputsFrom({ service: 'web', lines: 200, hard: false, reason: undefined })).toEqual({
    service: 'web',
    lines: '200',
    hard: 'false',
  });
});

test.each([
  ['a word', 'on: workflow_dispatch', true],
  ['a list', 'on: [push, workflow_dispatch]', true],
  ['a map with nothing in it', 'on: { workflow_dispatch: }', true],
  ['a map with odd inputs', 'on: { workflow_dispatch: { inputs: 7 } }', true],
  ['only other events', 'on: { push: { branches: [main] } }', false],
  ['nothing', 'name: x', false],
])('triggers that are %s', (_, on, dispatchable) => {
  expect(read(`${on}\njobs: { a: {} }`)).toMatchObject({ dispatchable, inputs: [] });
});

test.each([
  ['Deploy $', 'inputs.shipmate', true],
  ['$', "format('{0}', github.event.inputs.shipmate)", true],
  ['$', "inputs['shipmate']", true],
  ['$', 'inputs.shipmates', false],
  ['$ inputs.shipmate', 'inputs.sha', false],
  ['Deploy', '', false],
])('run-name %s, $ being %s, carries the mark: %s', (words, expression, carries) => {
  const name = words.replace('$', `\${{ ${expression} }}`);
  expect(runNameCarries(read(`run-name: ${JSON.stringify(name)}\non: push\njobs: { a: {} }`), 'shipmate')).toBe(carries);
});

test.each([
  ["if: github.triggering_actor == 'shipmate[bot]'", true],
  ['run: test "$(( github.actor ))" = me', true],
  ['run: ./deploy # github.triggering_actor', false],
  ['# github.triggering_actor\n    if: true', false],
])('a job with %s looks at who triggered it: %s', (line, looks) => {
  expect(read(`on: push\njobs:\n  a:\n    ${line}\n`).looksAtWhoTriggered).toBe(looks);
});

test.each([
  ["github.triggering_actor == 'shipmate[bot]' || inputs.emergency != ''", ['emergency']],
  ["inputs.why || github.actor == 'shipmate[bot]' || (github.event.inputs.past_us)", ['why', 'past_us']],
  ["github.triggering_actor == 'shipmate[bot]' && inputs.region == 'eu'", []],
  ["inputs.force || inputs.region == 'eu'", []],
])('of a job that runs if %s, others get past us with %j', (condition, past) => {
  expect(read(`on: push\njobs: { a: { if: ${JSON.stringify(condition)} } }`).pastUs).toEqual(past);
});

test.each([
  ['\t{', 'is not YAML'],
  ['[a', 'is not YAML'],
  ['', 'is no workflow: it has no `jobs`'],
  ['jobs: none', 'is no workflow: it has no `jobs`'],
  ['{ '.repeat(20_000), 'is not YAML'],
  ['[*a, '.repeat(300), 'is not YAML'],
  ['a'.repeat(300_000), 'is longer than 256 KB'],
])('%#: what is no workflow is said to be none', (text, problem) => {
  expect(readWorkflow(text)).toEqual({ problem });
});

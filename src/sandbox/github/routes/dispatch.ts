/** `workflow_dispatch`, and everything that GitHub refuses about it. */
import * as z from 'zod/mini';
import { inputsOf, type WorkflowInput } from '../actions/workflow-file.ts';
import { filesAt } from '../actions/workflows.ts';
import { type Answer, type Call, nothing, ok } from '../call.ts';
import { beginRun, dropsDispatch } from '../changes/runs.ts';
import { Refusal } from '../refusal.ts';
import type { Workflow } from '../rows-actions.ts';
import { runJson } from '../shapes/run.ts';
import { repositoryPage, repositoryUrl } from '../shapes/urls.ts';

const mostInputs = 25;

const asked = z.strictObject({
  ref: z.string(),
  inputs: z.optional(z.record(z.string(), z.union([z.string(), z.boolean(), z.number()]))),
  return_run_details: z.optional(z.boolean()),
});

export function dispatch(call: Call, workflow: Workflow): Answer {
  const { world } = call.site;
  const { ref, inputs = {}, return_run_details } = call.body(asked);
  const { repository } = call;
  const name = ref.replace(/^refs\/(heads|tags)\//, '');
  const found = world.ref(repository, `refs/heads/${name}`) ?? world.ref(repository, `refs/tags/${name}`);
  if (!found) throw new Refusal(422, `No ref found for: ${ref}`);
  const file = filesAt(call.site, found.sha).get(workflow.path);
  if (!file?.triggers.has('workflow_dispatch')) throw new Refusal(422, "Workflow does not have 'workflow_dispatch' trigger");
  if (workflow.state !== 'active') throw new Refusal(422, 'Cannot trigger a workflow that is disabled.');
  if (Object.keys(inputs).length > mostInputs)
    throw new Refusal(
      422,
      `Invalid request.\n\nNo more than ${mostInputs} properties are allowed; ${Object.keys(inputs).length} were supplied.`,
    );
  const values = filled(inputsOf(file), inputs);
  if (dropsDispatch(call.site, repository, workflow.path)) {
    const lost = world.nextId();
    call.wrote({ repository, ids: { run: lost } });
    const url = `${repositoryUrl(call.site, repository)}/actions/runs/${lost}`;
    const html_url = `${repositoryPage(call.site, repository)}/actions/runs/${lost}`;
    return return_run_details ? ok({ workflow_run_id: lost, run_url: url, html_url }) : nothing();
  }
  const run = beginRun(call.site, repository, {
    path: workflow.path,
    event: 'workflow_dispatch',
    ref: found.name,
    branch: name,
    sha: found.sha,
    inputs: values,
    by: call.actor,
    title: workflow.name,
  });
  call.wrote({ repository, ids: { run: run.id } });
  if (!return_run_details) return nothing();
  const { url, html_url } = runJson(call.site, run);
  return ok({ workflow_run_id: run.id, run_url: url, html_url });
}

export function filled(
  declared: Map<string, WorkflowInput>,
  given: Record<string, string | boolean | number>,
): Record<string, string> {
  const unexpected = Object.keys(given).filter(name => !declared.has(name));
  if (unexpected.length > 0) throw new Refusal(422, `Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  const values: Record<string, string> = {};
  for (const [name, input] of declared) {
    const value = given[name] ?? input.default;
    if (input.required && (value === undefined || value === '')) throw new Refusal(422, `Required input '${name}' not provided`);
    const options = input.options?.map(String);
    if (input.type === 'choice' && given[name] !== undefined && !options?.includes(String(value)))
      throw new Refusal(422, `Provided value '${value}' for input '${name}' not in the list of allowed values`);
    if (input.type === 'boolean' && given[name] !== undefined && !['true', 'false'].includes(String(value)))
      throw new Refusal(422, `Provided value '${value}' for input '${name}' is not a boolean`);
    if (input.type === 'number' && given[name] !== undefined && Number.isNaN(Number(value)))
      throw new Refusal(422, `Provided value '${value}' for input '${name}' is not a number`);
    // A choice that nobody made is its first option.
    values[name] = String(value ?? (input.type === 'choice' ? (options?.[0] ?? '') : input.type === 'boolean' ? false : ''));
  }
  return values;
}

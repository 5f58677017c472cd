/**
 * A team's workflow file, as far as it says how it can be started and what will be seen of it. Any YAML is taken: what GitHub would
 * refuse is said, what it would only find odd is read as well as it can be.
 */
import { Composer, type CST, Lexer, Parser } from 'yaml';
import * as z from 'zod/mini';
import { type Arg, type Args, arg } from './args.ts';

const inputTypes = ['string', 'choice', 'boolean', 'number', 'environment'] as const;

/** One input of `workflow_dispatch`. */
export interface Input {
  name: string;
  type: (typeof inputTypes)[number];
  description: string | null;
  required: boolean;
  default: string | null;
  /** Of a choice; empty otherwise. */
  options: string[];
}

export interface WorkflowJob {
  id: string;
  /** As `environment:` names it, perhaps an expression. `deployment` is false where it says `deployment: false`. */
  environment: { name: string; deployment: boolean } | null;
  /** The Apps that its `if:` wants to have been started by, in small letters and without `[bot]`. */
  startedBy: string[];
}

export interface Workflow {
  name: string | null;
  runName: string | null;
  /** Has `workflow_dispatch`, so that it can be started at all. */
  dispatchable: boolean;
  inputs: Input[];
  jobs: WorkflowJob[];
  /** Some condition or step looks at who triggered it: "Run workflow" can then be told from us. */
  looksAtWhoTriggered: boolean;
  /** The inputs that let others past a condition on who started it. Nobody has to say them to us. */
  pastUs: string[];
}

/** Workflows of people have some hundred lines; reading stays below a second at these. */
const mostLetters = 256 * 1024;
const mostDepth = 50;

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const text = z.catch(z.nullish(z.pipe(scalar, z.transform(String))), null);
const InputFile = z.catch(
  z.object({
    type: z.catch(z.optional(z.enum(inputTypes)), undefined),
    description: text,
    required: z.catch(z.optional(z.boolean()), undefined),
    default: text,
    options: z.catch(z.optional(z.array(z.pipe(scalar, z.transform(String)))), undefined),
  }),
  { description: null, default: null },
);
const Dispatch = z.catch(z.object({ inputs: z.nullish(z.record(z.string(), InputFile)) }), {});
const JobFile = z.catch(
  z.object({
    if: text,
    environment: z.catch(
      z.optional(z.union([z.string(), z.object({ name: z.string(), deployment: z.catch(z.optional(scalar), undefined) })])),
      undefined,
    ),
  }),
  { if: null },
);
const File = z.object({
  name: text,
  'run-name': text,
  on: z.optional(z.unknown()),
  jobs: z.record(z.string(), JobFile),
});

const starter = /\bgithub\s*\.\s*(?:triggering_actor|actor)\b/i;

/** `problem` goes on after the file's name: "`deploy.yml` is not YAML". */
export function readWorkflow(source: string): { workflow: Workflow } | { problem: string } {
  if (source.length > mostLetters) return { problem: 'is longer than 256 KB' };
  const value = yamlOf(source);
  if (value === undefined) return { problem: 'is not YAML' };
  const read = File.safeParse(value);
  if (!read.success) return { problem: 'is no workflow: it has no `jobs`' };
  const { on, jobs, name, 'run-name': runName } = read.data;
  const dispatch = dispatchOf(on);
  return {
    workflow: {
      name: name ?? null,
      runName: runName ?? null,
      dispatchable: dispatch !== null,
      inputs: Object.entries(dispatch ?? {}).map(([input, said]) => inputOf(input, said)),
      jobs: Object.entries(jobs).map(([id, { environment, if: condition }]) => ({
        id,
        environment: environmentOf(environment),
        startedBy: appsIn(condition ?? ''),
      })),
      looksAtWhoTriggered: mentions(value, starter),
      pastUs: [...new Set(Object.values(jobs).flatMap(({ if: condition }) => pastIn(condition ?? '')))],
    },
  };
}

/** Undefined when it is not YAML. The library calls itself for each level, so the depth has to be known before it starts. */
function yamlOf(source: string): unknown {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(source)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > 2 * mostDepth) return undefined;
  }
  tokens.push(...parser.end());
  const [document] = new Composer({ merge: true, uniqueKeys: false }).compose(tokens, true, source.length);
  if (!document || document.errors.length > 0) return undefined;
  try {
    return document.toJS();
  } catch {
    // An alias that would grow to gigabytes.
    return undefined;
  }
}

/** The inputs as they were written; null when nothing but events starts it. */
function dispatchOf(on: unknown): Record<string, z.infer<typeof InputFile>> | null {
  if (on === 'workflow_dispatch') return {};
  if (Array.isArray(on)) return on.includes('workflow_dispatch') ? {} : null;
  if (typeof on !== 'object' || on === null || !('workflow_dispatch' in on)) return null;
  return Dispatch.parse(on.workflow_dispatch).inputs ?? {};
}

function inputOf(name: string, said: z.infer<typeof InputFile>): Input {
  return {
    name,
    type: said.type ?? 'string',
    description: said.description ?? null,
    required: said.required ?? false,
    default: said.default ?? null,
    options: said.options ?? [],
  };
}

function environmentOf(said: z.infer<typeof JobFile>['environment']): WorkflowJob['environment'] {
  if (said === undefined) return null;
  if (typeof said === 'string') return { name: said, deployment: true };
  return { name: said.name, deployment: String(said.deployment) !== 'false' };
}

/** In any text of the file, comments left out. */
function mentions(value: unknown, pattern: RegExp): boolean {
  if (typeof value === 'string') return pattern.test(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(inside => mentions(inside, pattern));
}

/** Whom it keeps out says nothing of whom it lets in. */
const appsIn = (condition: string): string[] =>
  [...condition.matchAll(/\bgithub\s*\.\s*(?:triggering_)?actor\s*==\s*'([\w-]+)\[bot\]'/gi)].map(([, app = '']) =>
    app.toLowerCase(),
  );

/** What is no part of an "or" decides as much about us as about them. */
function pastIn(condition: string): string[] {
  const ways = condition.split('||');
  if (ways.length === 1 || !starter.test(condition)) return [];
  return ways
    .filter(way => !starter.test(way) && !way.includes('&&'))
    .flatMap(way => [...way.matchAll(/\binputs\s*\.\s*([\w-]+)/gi)].map(([, input = '']) => input));
}

/** Whether a run's title will show what was sent as this input, so that the run can be found by it. */
export function runNameCarries(workflow: Workflow, input: string): boolean {
  const name = input.replace(/[^\w-]/g, '');
  const pattern = new RegExp(`\\binputs\\s*(?:\\.\\s*${name}(?![\\w-])|\\[\\s*'${name}'\\s*\\])`, 'i');
  return [...(workflow.runName ?? '').matchAll(/\$\{\{(.*?)\}\}/gs)].some(([, expression]) => pattern.test(expression ?? ''));
}

/** What a person may say for these inputs, in their order; those that we fill ourselves are left out. */
export function argsOf(inputs: Input[], { except }: { except: string[] }): Args {
  const said = inputs.filter(({ name }) => !except.includes(name));
  return Object.fromEntries(said.map(input => [input.name, argOf(input)]));
}

function argOf(input: Input): Arg {
  const one = typed(input);
  const about = [input.description, input.default ? `usually ${input.default}` : null].filter(part => part).join('; ');
  const described = about === '' ? one : one.says(about);
  return input.required && input.default === null ? described : described.optional();
}

function typed(input: Input) {
  switch (input.type) {
    case 'choice':
      return input.options.length > 0 ? arg.choice(...input.options) : arg.text();
    case 'boolean':
      return arg.yesNo();
    case 'number':
      return arg.number();
    case 'string':
    case 'environment':
      return arg.text();
  }
}

/** What somebody said, as `workflow_dispatch` takes it; what nobody said is left to the workflow's own default. */
export function inputsFrom(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined || value === null ? [] : [[name, String(value)]])),
  );
}

const Using = z.catch(z.object({ uses: z.catch(z.optional(z.string()), undefined) }), {});
const Steps = z.catch(z.object({ steps: z.catch(z.optional(z.array(Using)), undefined) }), {});
const Uses = z.catch(z.object({ jobs: z.record(z.string(), z.intersection(Using, Steps)) }), { jobs: {} });

/** The actions that its steps use and the workflows that its jobs call, as they are named there. None where it cannot be read. */
export function usesIn(source: string): string[] {
  if (source.length > mostLetters) return [];
  const { jobs } = Uses.parse(yamlOf(source));
  return Object.values(jobs).flatMap(({ uses, steps = [] }) => [uses ?? [], ...steps.map(step => step.uses ?? [])].flat());
}

const Started = z.catch(z.object({ on: z.optional(z.unknown()) }), {});

/** The events that start it. None where it cannot be read. */
export function triggersIn(source: string): string[] {
  if (source.length > mostLetters) return [];
  const { on } = Started.parse(yamlOf(source));
  if (typeof on === 'object' && on !== null && !Array.isArray(on)) return Object.keys(on);
  return [on].flat().filter(one => typeof one === 'string');
}

/** Whether one repository's file fits its workflows and its environments on GitHub. */
import { filePath } from '../../config/file.ts';
import { list } from '../../config/words.ts';
import type { TeamFile } from '../../core/file.ts';
import { code } from '../../core/inert.ts';
import type { Reads } from '../../core/reads.ts';
import { readWorkflow, type Workflow } from '../../core/workflow.ts';
import { environmentsOf } from '../../features/deploy/config.ts';
import { lacksOf as lacksForDeploys } from '../../features/deploy/lacks.ts';
import { opsEntries } from '../../features/ops/config.ts';
import { lacksOf as lacksForCommands } from '../../features/ops/lacks.ts';
import { type Finding, note, wrong } from './findings.ts';

/** Made by GitHub for itself. */
const ofGitHub = ['github-pages', 'copilot'];

export async function ofRepository(github: Reads, file: TeamFile): Promise<Finding[]> {
  if (!file.present)
    return [
      note(`There is no ${filePath}, so nothing is switched on. The first command of somebody who can write shows the way.`),
    ];
  const problems = file.problems.map(({ path, line, message }) => wrong(`${path}:${line} ${message}`));
  const environments = environmentsOf(file);
  const entries = Object.entries(opsEntries(file));
  const named = [
    ...Object.entries(environments).map(([name, { workflow }]) => ({ by: `environments.${name}`, workflow })),
    ...entries.map(([name, { workflow }]) => ({ by: `commands.${name}`, workflow: workflow ?? `${name}.yml` })),
  ];
  const [texts, there] = await Promise.all([
    workflowsOf(github, [...new Set(named.map(one => one.workflow))]),
    environmentsThere(github, environments),
  ]);
  const lacking = named.flatMap(({ by, workflow }) => {
    const found = texts.get(workflow);
    if (found === undefined || 'workflow' in found) return [];
    return [wrong(`${code(by)}: ${found.problem}`)];
  });
  const usable = (workflow: string): Workflow | null => {
    const found = texts.get(workflow);
    return found && 'workflow' in found ? found.workflow : null;
  };
  const ofDeploys = Object.entries(environments).flatMap(([name, environment]) => {
    const workflow = usable(environment.workflow);
    const shared = Object.values(environments).filter(one => one.workflow === environment.workflow).length > 1;
    return workflow ? lacksForDeploys(name, environment, workflow, shared).map(({ says }) => says) : [];
  });
  const ofCommands = entries.flatMap(([name, entry]) => {
    const workflow = usable(entry.workflow ?? `${name}.yml`);
    return workflow ? lacksForCommands(entry.workflow ?? `${name}.yml`, workflow) : [];
  });
  // Environments that share a workflow lack the same.
  const says = [...new Set([...ofDeploys, ...ofCommands])];
  return [...problems, ...lacking, ...says.map(wrong), ...there];
}

type Read = { workflow: Workflow } | { problem: string };

async function workflowsOf(github: Reads, files: string[]): Promise<Map<string, Read>> {
  if (files.length === 0) return new Map();
  const { defaultBranch } = github.repository;
  const there = (await github.workflows()).map(({ file }) => file);
  const read = async (file: string): Promise<Read> => {
    const seen = there.includes(file) ? await github.file(`.github/workflows/${file}`, defaultBranch) : null;
    if (!seen) return { problem: missing(file, there) };
    const found = readWorkflow(seen.text);
    return 'workflow' in found ? found : { problem: `${code(file)} ${found.problem}.` };
  };
  return new Map(await Promise.all(files.map(async file => [file, await read(file)] as const)));
}

function missing(file: string, there: string[]): string {
  const others =
    there.length === 0
      ? 'there are none'
      : `there ${there.length === 1 ? 'is' : 'are'} ${list(
          there.map(one => code(one)),
          'and',
        )}`;
  return `there is no ${code(`.github/workflows/${file}`)} on the default branch; ${others}.`;
}

async function environmentsThere(github: Reads, environments: Record<string, unknown>): Promise<Finding[]> {
  const known = Object.keys(environments);
  if (known.length === 0) return [];
  const there = (await github.environments()).filter(name => !ofGitHub.includes(name));
  const same = (one: string) => (other: string) => one.toLowerCase() === other.toLowerCase();
  const strange = there.filter(name => !known.some(same(name)));
  const fresh = known.filter(name => !there.some(same(name)));
  return [
    ...(strange.length > 0
      ? [
          note(
            `GitHub has ${strange.length === 1 ? 'the environment' : 'the environments'} ${list(
              strange.map(one => code(one)),
              'and',
            )}, which the file does not name.`,
          ),
        ]
      : []),
    ...(fresh.length > 0
      ? [
          note(
            `GitHub does not know ${list(
              fresh.map(one => code(one)),
              'and',
            )} yet; the first deploy makes ${fresh.length === 1 ? 'it' : 'them'}, without secrets of ${fresh.length === 1 ? 'its' : 'their'} own.`,
          ),
        ]
      : []),
  ];
}

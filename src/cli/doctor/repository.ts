/** Whether one repository's file fits its workflows and its environments on GitHub. */
import { filePath } from '../../config/file.ts';
import { lacking } from '../../config/lacks.ts';
import { list } from '../../config/words.ts';
import type { TeamFile } from '../../core/file.ts';
import type { Named } from '../../core/lack.ts';
import type { Reads } from '../../core/reads.ts';
import { readWorkflow } from '../../core/workflow.ts';
import { environmentsOf } from '../../features/deploy/config.ts';
import { code } from '../../text/inert.ts';
import { type Finding, note, wrong } from './findings.ts';

/** Made by GitHub for itself. */
const ofGitHub = ['github-pages', 'copilot'];

/** `app`: this App, as its address has it. */
export async function ofRepository(github: Reads, file: TeamFile, named: Named[], app: string): Promise<Finding[]> {
  if (!file.present)
    return [
      note(`There is no ${filePath}, so nothing is switched on. The first command of somebody who can write shows the way.`),
    ];
  const problems = file.problems.map(({ path, line, message }) => wrong(`${path}:${line} ${message}`));
  const branch = github.repository.defaultBranch;
  const [lacks, guards, there] = await Promise.all([
    lacking(github, named, { ref: branch, where: `on ${code(branch)}` }),
    guardsOf(github, named, app),
    environmentsThere(github, environmentsOf(file)),
  ]);
  return [...problems, ...lacks.map(({ path, says }) => wrong(`${code(path.join('.'))}: ${says}`)), ...guards, ...there];
}

/** A workflow that was copied may still let in the App that it was copied with, and nobody else. */
async function guardsOf(github: Reads, named: Named[], app: string): Promise<Finding[]> {
  const files = [...new Set(named.map(({ file }) => file))];
  if (files.length === 0) return [];
  const texts = await github.workflowsAt(github.repository.defaultBranch, files);
  return files.flatMap(file => {
    const read = readWorkflow(texts.get(file) ?? '');
    const jobs = 'workflow' in read ? read.workflow.jobs : [];
    const others = jobs.filter(({ startedBy: [first, ...more] }) => first && ![first, ...more].includes(app.toLowerCase()));
    const ours = code(`${app}[bot]`);
    return others.map(({ id, startedBy: [theirs] }) =>
      wrong(
        `the job ${code(id)} of ${code(file)} runs for ${code(`${theirs}[bot]`)}, and this App is ${ours}, so it would be skipped. Write ${ours} there.`,
      ),
    );
  });
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

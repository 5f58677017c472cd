/** Runs the Action as GitHub would: the bundle that is shipped, in a process of its own, with its inputs and files. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { bundlePath } from '../../action/bundle.ts';

interface Given {
  with?: Record<string, string>;
  /** Of the checked-out repository, by path. */
  files?: Record<string, string>;
  env?: Record<string, string>;
  event?: { name: string; payload: unknown };
  /** Is sent this signal once it has said that. */
  stopped?: { after: string; by: NodeJS.Signals };
}

export interface Ran {
  code: number | null;
  log: string;
  errors: string;
  outputs: Record<string, string>;
  summary: string;
  /** What it wrote into the repository, by path. */
  left: Record<string, string>;
  folder: string;
}

export async function runAction(given: Given = {}): Promise<Ran> {
  const home = await mkdtemp(join(tmpdir(), 'action-'));
  const folder = join(home, 'repository');
  const [outputs, summary, event, temp] = ['output', 'summary.md', 'event.json', 'temp'].map(name => join(home, name));
  if (!outputs || !summary || !event || !temp) throw new Error('no paths');
  const write = async (path: string, content: string) => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  };
  await mkdir(folder, { recursive: true });
  await mkdir(temp);
  for (const [path, content] of Object.entries(given.files ?? {})) await write(join(folder, path), content);
  await Promise.all([write(outputs, ''), write(summary, ''), write(event, JSON.stringify(given.event?.payload ?? {}))]);
  const inputs = Object.entries(given.with ?? {}).map(([name, value]) => [
    `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
    value,
  ]);
  const child = spawn(process.execPath, [bundlePath], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: home,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: folder,
      GITHUB_REPOSITORY: 'acme/web',
      GITHUB_RUN_ID: '1',
      GITHUB_RUN_ATTEMPT: '1',
      GITHUB_SHA: 'a'.repeat(40),
      GITHUB_EVENT_NAME: given.event?.name ?? 'workflow_dispatch',
      GITHUB_EVENT_PATH: event,
      GITHUB_OUTPUT: outputs,
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: temp,
      ...Object.fromEntries(inputs),
      ...given.env,
    },
  });
  const ended = new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  const { stopped } = given;
  if (stopped) {
    let said = '';
    child.stdout.on('data', (more: Buffer) => {
      const before = said.includes(stopped.after);
      said += more;
      if (!before && said.includes(stopped.after)) child.kill(stopped.by);
    });
  }
  const [log, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  const ran = {
    code,
    log,
    errors,
    outputs: outputsIn(await readFile(outputs, 'utf8')),
    summary: await readFile(summary, 'utf8'),
    left: await filesIn(folder),
    folder,
  };
  await rm(home, { recursive: true, force: true });
  return ran;
}

async function filesIn(folder: string): Promise<Record<string, string>> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = all.filter(one => one.isFile()).map(one => join(one.parentPath, one.name));
  return Object.fromEntries(await Promise.all(paths.map(async path => [relative(folder, path), await readFile(path, 'utf8')])));
}

/** `name<<delimiter`, lines, `delimiter`: as the runner reads its file. */
function outputsIn(file: string): Record<string, string> {
  const found = file.matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n?\2$/gm);
  return Object.fromEntries([...found].map(([, name = '', , value = '']) => [name, value]));
}

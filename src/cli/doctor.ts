import { parseArgs } from 'node:util';
import { environment, type Settings, type StoreSettings, settingsFrom } from '../config/env.ts';
import { filePath } from '../config/file.ts';
import { fileReader } from '../config/reading.ts';
import type { Repository } from '../core/event.ts';
import type { TeamFile } from '../core/file.ts';
import { Sentence } from '../core/sentence.ts';
import { sections, workflowsOf } from '../features.ts';
import { connect, type GitHub } from '../github/client.ts';
import {
  appItself,
  type Installation,
  installationOn,
  installationsOf,
  lastDeliveries,
  repositoriesOf,
} from '../github/installations.ts';
import { organisationRepository } from '../github/organisation.ts';
import { readsOn } from '../github/reads.ts';
import { askingGitHub } from './asking-github.ts';
import { failedIn, ofApp, ofDeliveries, ofInstallation } from './doctor/app.ts';
import { type Finding, note } from './doctor/findings.ts';
import { fetchedSince } from './doctor/kept.ts';
import { ofRepository } from './doctor/repository.ts';
import { wanted } from './register/manifest.ts';
import { Misuse, type Verb } from './verb.ts';

/** `doctor`: what keeps Shipmate from working as its files say, one line and one fix each. It asks GitHub, and the database only for webhooks that failed. */

type Say = (line: string) => void;

export const verb: Verb = {
  name: 'doctor',
  usage: '[<owner>/<repository>]',
  about:
    'Says what is wrong with the App, with a repository’s file and with its workflows; without a name, everywhere it is installed.',
  async run(args, say) {
    const { positionals } = parseArgs({ args, allowPositionals: true, options: {} });
    const [name, ...more] = positionals;
    if (more.length > 0) throw new Misuse('Name one repository, or none.');
    const [owner, repository, ...rest] = name?.split('/') ?? [];
    if (name !== undefined && (!owner || !repository || rest.length > 0))
      throw new Misuse('A repository is named as in acme/web.');
    const settings = settingsFrom(environment());
    return askingGitHub(settings.githubApiUrl, () => examine(settings, owner && repository ? { owner, repository } : null, say));
  },
};

export async function examine(
  { app: { id, privateKey }, githubApiUrl, deliveries, store }: Pick<Settings, 'app' | 'githubApiUrl' | 'deliveries' | 'store'>,
  only: { owner: string; repository: string } | null,
  say: Say,
): Promise<number> {
  const github = connect({ appId: id, privateKey, apiUrl: githubApiUrl }, { debug() {}, warn: say });
  const asked = wanted();
  const [app, installations] = await Promise.all([appItself(github), placesOf(github, only)]);
  // Who is polled is not called, and GitHub lists each call as failed.
  const failing = deliveries === 'webhook' ? await ofWebhooks(github, store) : [];
  const tell = telling(say);
  tell(app.slug, [...ofApp(app, asked), ...failing]);
  if (installations.length === 0)
    tell(app.slug, [note(`It is not installed anywhere yet; ${app.html_url}/installations/new does that.`)]);
  const fileOf = files(github);
  for (const installation of installations) {
    tell(installation.account.login, ofInstallation(installation, app, asked));
    if (installation.suspended_at) continue;
    const all = await repositoriesOf(github, installation);
    const some = only ? all.filter(({ name }) => name.toLowerCase() === only.repository.toLowerCase()) : all;
    for (const repository of some.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const reads = readsOn(github.on(repository), repository, github.appId);
      const file = await fileOf(repository);
      tell(
        `${repository.owner}/${repository.name}`,
        await ofRepository(reads, file, workflowsOf(file), app.slug),
        file.present ? 'is sound.' : null,
      );
    }
  }
  return tell.end();
}

async function ofWebhooks(github: GitHub, store: StoreSettings): Promise<Finding[]> {
  const [log, now] = [await lastDeliveries(github), new Date()];
  const failed = failedIn(log, now).map(({ guid }) => guid);
  try {
    return ofDeliveries(log, failed.length === 0 ? new Set() : await fetchedSince(store, failed), now);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [...ofDeliveries(log, new Set(), now), note(`Whether they were fetched since, nobody can tell: ${why}`)];
  }
}

async function placesOf(github: GitHub, only: { owner: string; repository: string } | null): Promise<Installation[]> {
  if (!only) return installationsOf(github);
  const found = await installationOn(github, only.owner, only.repository);
  if (!found) throw new Sentence(`There is no ${only.owner}/${only.repository}, or the App is not installed on it.`);
  return [found];
}

function telling(say: Say) {
  let mistakes = 0;
  const tell = (where: string, findings: Finding[], sound: string | null = null): void => {
    const sick = findings.some(({ weight }) => weight === 'wrong');
    if (!sick && sound !== null) say(`✓ ${where} ${sound}`);
    for (const { weight, says } of findings) {
      say(`${weight === 'wrong' ? '✗' : '·'} ${where}: ${says}`);
      if (weight === 'wrong') mistakes += 1;
    }
  };
  return Object.assign(tell, {
    end() {
      say(mistakes === 0 ? 'Nothing to mend.' : `${mistakes === 1 ? 'One thing' : `${mistakes} things`} to mend.`);
      return mistakes === 0 ? 0 : 1;
    },
  });
}

/** Read anew each time: a doctor does not trust what was remembered. */
function files(github: GitHub): (repository: Repository) => Promise<TeamFile> {
  const own = (repository: Repository) =>
    readsOn(github.on(repository), repository, github.appId).file(filePath, repository.defaultBranch);
  const forgetful = {
    blobOf: async () => undefined,
    organisationBlobOf: async () => undefined,
    textOf: async () => null,
    remember: async () => {},
    forget: async () => {},
  };
  const reader = fileReader(sections, forgetful, {
    file: own,
    async organisation(owner) {
      const repository = await organisationRepository(github, owner);
      return repository && { repository, file: await own(repository) };
    },
  });
  return repository => reader.fileFor(repository);
}

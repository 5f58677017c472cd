import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import type { Repository } from '../core/event.ts';
import { deadline } from './deadline.ts';
import { isNotFound, isUnknownToGitHub, Refused } from './trouble.ts';

/** GitHub as the App sees it: as itself, and as installed on one repository with a token that is good for nothing else. */
export interface GitHub {
  appId: number;
  app: Octokit;
  on(repository: Pick<Repository, 'id' | 'installation'>): Octokit;
  /** Has the token for it at hand, so that the next request leaves at once. */
  admit(repository: Pick<Repository, 'id' | 'installation'>): Promise<void>;
  /** For one read of many repositories of an installation. */
  across(installation: number, repositories: number[]): Octokit;
  /** For what an installation says of itself: with a token for all of its repositories. */
  whole(installation: number): Octokit;
  /** For a repository of which only the name is known. */
  named(installation: number, name: string): Octokit;
}

export interface Credentials {
  appId: number;
  privateKey: string;
  apiUrl: string;
}

type Narrowed = { repositoryIds?: number[]; repositoryNames?: string[] };

export function connect(
  { appId, privateKey, apiUrl }: Credentials,
  log: { debug(text: string): void; warn(text: string): void },
): GitHub {
  const quiet = {
    debug: () => {},
    info: () => {},
    warn: (text: string) => log.warn(text),
    error: (text: string) => log.debug(text),
  };
  const common = { baseUrl: apiUrl, userAgent: 'shipmate', log: quiet };
  const app = new Octokit({ ...common, authStrategy: createAppAuth, auth: { appId, privateKey } });
  app.hook.before('request', options => {
    options.request = { ...options.request, signal: deadline() };
  });
  // Tokens are asked for through `app`, whose hook mends a clock that is wrong; asked directly they would be refused.
  const auth = createAppAuth({ appId, privateKey, request: app.request, log: quiet });
  const clients = new Map<string, Octokit>();

  /** Kept for an hour by the auth library. Nobody may take an App that was taken away for a run, a file or a person that is gone. */
  const tokenFor = async (installationId: number, which: Narrowed, refresh: boolean): Promise<string> => {
    try {
      return (await auth({ type: 'installation', installationId, ...which, refresh })).token;
    } catch (error) {
      throw isNotFound(error) ? new Refused('the App is not installed there any more') : error;
    }
  };

  /**
   * A token narrowed to these repositories in front of each request. One that was withdrawn is not kept for its hour: what was refused with
   * it had no effect, and is asked once more with a new one.
   */
  const narrowedTo = (installationId: number, which: Narrowed): Octokit => {
    const client = new Octokit(common);
    client.hook.wrap('request', async (request, options) => {
      // The hooks below see these options, and no others.
      const ask = (token: string) => {
        options.headers.authorization = `token ${token}`;
        options.request = { ...options.request, signal: deadline() };
        return request(options);
      };
      const kept = await tokenFor(installationId, which, false);
      try {
        return await ask(kept);
      } catch (error) {
        if (!isUnknownToGitHub(error)) throw error;
        const now = await tokenFor(installationId, which, false);
        // Somebody else may have asked for the new one already.
        return await ask(now === kept ? await tokenFor(installationId, which, true) : now);
      }
    });
    return client;
  };

  return {
    appId,
    app,
    async admit({ id, installation }) {
      await tokenFor(installation, { repositoryIds: [id] }, false);
    },
    across: (installation, repositoryIds) => narrowedTo(installation, { repositoryIds }),
    whole: installation => narrowedTo(installation, {}),
    named: (installation, name) => narrowedTo(installation, { repositoryNames: [name] }),
    on(repository) {
      // A repository that is transferred, or an App installed anew, has the same id under another installation.
      const key = `${repository.installation}/${repository.id}`;
      const known = clients.get(key);
      if (known) return known;
      // Clients are cheap and hold nothing but settings: when many were made, start over.
      if (clients.size >= 500) clients.clear();
      const made = narrowedTo(repository.installation, { repositoryIds: [repository.id] });
      clients.set(key, made);
      return made;
    },
  };
}

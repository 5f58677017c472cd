/** Asks GitHub with the token of the run. */
import { ask, type Reply } from './asking.ts';
import type { Round } from './kind.ts';
import { Unknown } from './verdict.ts';

type GitHub = NonNullable<Round['github']>;

/** `path`: below the API's address; `{repo}` is the one that is checked. */
export async function askGitHub(
  { api, repository, token }: GitHub,
  path: string,
  signal: AbortSignal,
  accept = 'application/vnd.github+json',
): Promise<Reply> {
  const reply = await ask(
    {
      who: 'GitHub',
      url: `${api}${path.replace('{repo}', `repos/${repository}`)}`,
      headers: { accept, authorization: `Bearer ${token}`, 'x-github-api-version': '2022-11-28' },
    },
    signal,
  );
  // The same 403 as where something is not allowed.
  if (reply.status === 403 && reply.headers.get('x-ratelimit-remaining') === '0')
    throw new Unknown('GitHub answers this token no more questions within the hour');
  return reply;
}

/** For verbs that ask GitHub: what it has against that, or the way there, as a sentence with the fix. */

import { Sentence } from '../core/sentence.ts';
import { isOfGitHub, isUnknownToGitHub, troubleOf } from '../github/trouble.ts';
import { duration } from '../time/duration.ts';

export async function askingGitHub<T>(apiUrl: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isOfGitHub(error)) throw error;
    throw new Sentence(sentenceOf(error, apiUrl), { cause: error });
  }
}

function sentenceOf(error: unknown, apiUrl: string): string {
  const trouble = troubleOf(error);
  const { kind, says } = trouble;
  if (isUnknownToGitHub(error))
    return (
      `GitHub does not know this App by its key (${says}). APP_ID and the private key have to be of one App, the key has to stand on its ` +
      `settings page still, and GITHUB_API_URL (${apiUrl}) has to be where that App is.`
    );
  if (kind === 'limited') return `GitHub lets us ask nothing for another ${duration(trouble.seconds * 1_000)} (${says}).`;
  if (kind === 'refused') return `GitHub refuses that (${says}).`;
  return (
    `GitHub does not answer at ${apiUrl} as it should (${says}). See whether it has a bad time, and whether this machine gets there ` +
    '(name server, proxy, certificates).'
  );
}

/** A commit that is named has to be one that the team's rules have seen: the pull request's own, on a protected branch, or here before. */
import { code } from '../../../../text/inert.ts';
import { closed, type Gate, type Judging, open } from '../gate.ts';
import { bold, commit as commitWords, deployOf, digits, say } from '../words.ts';

export function commit(given: Judging): Gate | null {
  const { name, commit: wanted, named, pull, rows } = given;
  if (named.how === 'thread') return null;
  const parts = { name: 'commit' as const, setting: null };
  const what = commitWords(wanted.sha);
  const head = pull?.state === 'open' && pull.head.sha === wanted.sha;
  const says = head
    ? `${what} is the head of #${pull.number}`
    : named.on !== null
      ? `${what} is on ${code(named.on)}`
      : rows.there.some(({ sha, environment }) => environment === name && sha === wanted.sha)
        ? `${what} ran on ${bold(name)} before`
        : null;
  if (says === null) {
    return closed({
      ...parts,
      says: `${what} is on a protected branch`,
      way: wayOf(given),
    });
  }
  if (named.how === 'sha' && (named.said ?? '').length < digits) {
    return closed({
      ...parts,
      says: `${what} is named by ${digits} of its digits`,
      way: `${code(`@${named.said}`)} is too short to be sure: another commit can be made to start like that. Did you mean ${deployOf(given, wanted.sha)}?`,
    });
  }
  return open({ ...parts, says });
}

function wayOf(given: Judging): string {
  const { name, commit: wanted, named, pull, defaultBranch } = given;
  const what = commitWords(wanted.sha);
  if (pull?.merged && pull.head.sha === wanted.sha)
    return `${what} was merged as ${commitWords(pull.merged.sha)}: ${say(given, 'deploy')} takes that there.`;
  const unknown = `${what} is on no protected branch, and has not run on ${bold(name)} before.`;
  return pull?.state === 'open' && !pull.fork && named.how === 'sha'
    ? `${unknown} The head of #${pull.number} is ${commitWords(pull.head.sha)}. Did you mean that? ${deployOf(given, pull.head.sha)}`
    : `${unknown} Open a pull request for it and say ${say(given, 'deploy')} there, or merge it into ${code(defaultBranch)}.`;
}

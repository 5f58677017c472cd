/** Ansible: a playbook in check mode, or run twice. What its recap counts is the truth; the lines above give it names. */
import type { Ran } from '../../child.ts';
import { plain } from '../../plain.ts';
import { Unknown } from '../../verdict.ts';
import { type Play, type Result, readPlay, type Sums } from './play.ts';
import { both, content, counted, type Exits, failedWith, nothing, type Seen, type Tool, unnamed } from './tool.ts';

const exits: Exits = {
  0: 'a whole run',
  1: 'an error',
  2: 'failed hosts',
  4: 'unreachable hosts, or a playbook that cannot be read',
  5: 'wrong options',
  8: 'too many failed hosts',
  99: 'interrupted',
  250: 'an unexpected error',
};

/** Whatever its own configuration says: only this output is read here. Why a task was skipped stands there only with `-v`. */
const readable = {
  ANSIBLE_STDOUT_CALLBACK: 'default',
  ANSIBLE_CALLBACK_RESULT_FORMAT: 'json',
  ANSIBLE_CALLBACK_FORMAT_PRETTY: 'false',
  ANSIBLE_DISPLAY_OK_HOSTS: 'true',
  ANSIBLE_DISPLAY_SKIPPED_HOSTS: 'true',
  ANSIBLE_DISPLAY_FAILED_STDERR: 'false',
  ANSIBLE_NOCOLOR: 'true',
  ANSIBLE_FORCE_COLOR: 'false',
  ANSIBLE_NOCOWS: 'true',
};

export const ansible: Tool = {
  name: 'Ansible',
  begins: /^ansible-playbook(?= |$)/,
  look: async go => seenIn(await go(['--check', '--diff', '-v'], readable), true),
  async twice(go) {
    const first = seenIn(await go(['-v'], readable), false);
    return first.broken === null ? seenIn(await go(['--diff', '-v'], readable), false) : first;
  },
};

function seenIn(ran: Ran, checking: boolean): Seen {
  const play = readPlay(ran.stdout);
  const diff = both({ ...ran, stdout: withoutResults(ran.stdout) });
  const broken = brokenIn(ran, play);
  if (broken !== null) return { ...nothing, broken, diff };
  const recap = play.recap ?? [];
  const unlooked = [
    ...(checking ? skippedBlindly(play) : []),
    ...play.deserted.map(name => `${name || 'a play'}, for which there are no hosts`),
  ];
  const changes = recap.flatMap(sums => changesOf(sums, play.results, checking ? 'would change' : 'changed again'));
  const looked = new Set(play.results.filter(({ status, task }) => status === 'ok' && task !== 'Gathering Facts').map(keyOf));
  if (looked.size === 0 && changes.length === 0 && unlooked.length === 0)
    throw new Unknown('every task was skipped, so nobody looked at anything');
  return {
    ...nothing,
    ...{ changes, unlooked, diff },
    looked: looked.size > 0 && changes.length === 0 ? content(looked.size, 'task', ` on ${counted(recap.length, 'host')}`) : null,
  };
}

function brokenIn(ran: Ran, { recap, results, deserted }: Play): string | null {
  const lost = (recap ?? []).filter(({ failed, unreachable }) => failed + unreachable > 0);
  if (lost.length > 0) return lost.map(sums => lossOf(sums, results)).join('; ');
  if (ran.exit !== 0) return failedWith(ran, exits, /^(?:ERROR!|\[ERROR\]:|error:|ansible-playbook: error:).*/m);
  if (recap === null) return 'it ended without a recap, so nobody knows what it has looked at';
  if (recap.length > 0) return null;
  return deserted.length > 0
    ? 'there are no hosts for any of its plays, so it has looked at nothing'
    : 'no host had anything to do';
}

function lossOf({ host, unreachable }: Sums, results: Result[]): string {
  const last = results.findLast(one => one.host === host && (one.status === 'fatal' || one.status === 'unreachable'));
  const why = last?.said.msg === undefined ? '' : `: ${plain(String(last.said.msg), 160)}`;
  return unreachable > 0 ? `${host} cannot be reached${why}` : `${host} failed in "${plain(last?.task ?? '')}"${why}`;
}

/** A task in a loop has a line for each of its items, and counts once. */
function changesOf({ host, changed }: Sums, results: Result[], how: string): string[] {
  if (changed === 0) return [];
  const tasks = new Set(results.filter(one => one.host === host && one.status === 'changed').map(({ task }) => task));
  return unnamed(
    [...tasks].map(task => `${host}: ${plain(task)} ${how}`),
    changed,
    `${host}: `,
  );
}

/** A condition that was not met has a reason, and so has what exists already; a module without check mode has nothing to say, or says that. */
function skippedBlindly({ results }: Play): string[] {
  const blind = results.filter(({ status, said: { msg, skip_reason, skipped_reason } }) => {
    const reason = skip_reason ?? skipped_reason;
    return status === 'skipping' && reason === undefined && !/\bexists?\b/.test(String(msg ?? ''));
  });
  return [...new Set(blind.map(({ host, task }) => `${host}: ${plain(task)}`))];
}

const keyOf = ({ host, task }: Result): string => `${host}\n${task}`;

/** What `-v` adds is for us: it may hold what nobody wants to see in an issue. */
const withoutResults = (output: string): string =>
  output.replace(/^((?:ok|changed|skipping): \[.+?\](?: => \(item=.*?\))?) +=> \{.*\}$/gm, '$1');

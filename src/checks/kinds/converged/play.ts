/** Reads what `ansible-playbook -v` prints by itself: each task, each host's result below it, and the sums at the end. */
import * as z from 'zod/mini';

export interface Result {
  task: string;
  host: string;
  status: 'ok' | 'changed' | 'skipping' | 'fatal' | 'unreachable';
  /** What the task's module had to say of it. */
  said: Said;
}

export interface Sums {
  host: string;
  ok: number;
  changed: number;
  unreachable: number;
  failed: number;
  skipped: number;
}

export interface Play {
  results: Result[];
  /** Null: it did not come that far. */
  recap: Sums[] | null;
  /** Plays for which the inventory has nobody. */
  deserted: string[];
}

const said = z.looseObject({
  msg: z.optional(z.unknown()),
  skip_reason: z.optional(z.unknown()),
  skipped_reason: z.optional(z.unknown()),
});
type Said = z.infer<typeof said>;

const banner = /^(PLAY RECAP|PLAY|TASK|RUNNING HANDLER|CLEANUP TASK)(?: \[(.*)\])?(?: \[CHECK MODE\])? \*{3,}$/;
/** Who a task was delegated to stands behind an arrow. */
const result = /^(ok|changed|skipping|failed|fatal): \[(.+?)(?: -> .+?)?\](?:: (FAILED|UNREACHABLE)!)?(?: => (.*))?$/;
const item = /^\(item=.*?\)(?: +=> (\{.*\}))?\s*$/;
const sums = /^(\S+)\s+: ok=(\d+)\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)(?:\s+skipped=(\d+))?/;

export function readPlay(output: string): Play {
  const play: Play = { results: [], recap: null, deserted: [] };
  let [playName, task] = ['', ''];
  for (const line of output.split('\n')) {
    const [, kind, name = ''] = banner.exec(line) ?? [];
    if (kind === 'PLAY RECAP') play.recap = [];
    else if (kind === 'PLAY') playName = name;
    else if (kind !== undefined) task = name;
    else if (line === 'skipping: no hosts matched') play.deserted.push(playName);
    else if (play.recap) play.recap.push(...sumsIn(line));
    else if (line === '...ignoring') play.results.pop();
    else play.results.push(...resultIn(task, line));
  }
  return play;
}

function resultIn(task: string, line: string): Result[] {
  const [, word, host = '', how, rest = ''] = result.exec(line) ?? [];
  if (word === undefined) return [];
  const status = how === 'UNREACHABLE' ? 'unreachable' : statuses[word];
  const [, ofItem = ''] = item.exec(rest) ?? [];
  return status ? [{ task, host, status, said: saidIn(rest.startsWith('{') ? rest : ofItem) }] : [];
}

const statuses: Readonly<Record<string, Result['status']>> = {
  ok: 'ok',
  changed: 'changed',
  skipping: 'skipping',
  failed: 'fatal',
  fatal: 'fatal',
};

function saidIn(json: string): Said {
  try {
    return z.parse(said, JSON.parse(json));
  } catch {
    return {};
  }
}

function sumsIn(line: string): Sums[] {
  const [, host, ...numbers] = sums.exec(line) ?? [];
  if (host === undefined) return [];
  const [ok = 0, changed = 0, unreachable = 0, failed = 0, skipped = 0] = numbers.map(one => Number(one ?? 0));
  return [{ host, ok, changed, unreachable, failed, skipped }];
}

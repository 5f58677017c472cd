import { spawnSync } from 'node:child_process';
import { chown, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Sentence } from '../../core/sentence.ts';

/** PostgreSQL refuses to run as root. Started by root, its programs run as another user; by anybody else, as they are. */

export interface Owner {
  /** Null: the user we are. */
  ids: { uid: number; gid: number } | null;
  /** The program to start, and what makes it start as that user. */
  command(program: string, args: string[]): { program: string; args: string[]; ids: { uid: number; gid: number } | null };
  /** Gives a file or folder to that user. */
  give(path: string): Promise<void>;
}

const asWeAre: Owner = { ids: null, command: (program, args) => ({ program, args, ids: null }), give: async () => {} };

/** `existing` is a database folder that may already belong to somebody; `mustReach` are the paths the programs use. */
export async function chooseOwner(existing: string, mustReach: string[]): Promise<Owner> {
  if (process.getuid?.() !== 0) return asWeAre;
  const ids = await ownerOf(existing).then(async found => found ?? (await nobody()));
  const give = (path: string) => chown(path, ids.uid, ids.gid);
  const closed = await closedOnTheWayTo(mustReach);
  const [hidden] = closed;
  if (!hidden) return { ids, give, command: (program, args) => ({ program, args, ids }) };

  const capability = await capabilityToReach(closed.some(path => mustReach.includes(path)));
  if (!capability) {
    throw new Sentence(
      `PostgreSQL cannot run as root, and other users cannot enter ${hidden}. Start Shipmate as an ordinary user, ` +
        `run "chmod o+x ${hidden}", or install setpriv (package util-linux).`,
    );
  }
  // The server may then pass through folders that are closed to its user. `access()` would ignore that without no_setuid_fixup.
  const setpriv = [
    ...['--reuid', String(ids.uid), '--regid', String(ids.gid), '--clear-groups', '--securebits', '+no_setuid_fixup'],
    ...['--inh-caps', `+${capability}`, '--ambient-caps', `+${capability}`, '--'],
  ];
  return { ids, give, command: (program, args) => ({ program: 'setpriv', args: [...setpriv, program, ...args], ids: null }) };
}

async function ownerOf(folder: string) {
  const found = await stat(folder).catch(() => null);
  return found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : null;
}

/** Looked up, not assumed: initdb wants a user that has a name. */
async function nobody() {
  const users = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const [, uid, gid] = /^nobody:[^:]*:(\d+):(\d+):/m.exec(users) ?? [];
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) };
}

/** What other users can neither pass nor run: folders on the way, and the ends themselves. */
async function closedOnTheWayTo(paths: string[]): Promise<string[]> {
  const closed = new Set<string>();
  for (const path of paths) {
    const way = [];
    for (let place = path; place !== dirname(place); place = dirname(place)) way.unshift(place);
    for (const place of way) {
      if (((await stat(place)).mode & 0o001) === 0) closed.add(place);
    }
  }
  return [...closed];
}

/** Of the two capabilities that would do, the weaker one: but it runs no program, and containers often lack it. */
async function capabilityToReach(programs: boolean): Promise<string | null> {
  if (spawnSync('setpriv', ['--version']).status !== 0) return null;
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const held = BigInt(`0x${/^CapPrm:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`);
  const has = (bit: bigint) => ((held >> bit) & 1n) === 1n;
  const [override, readSearch, setpcap] = [1n, 2n, 8n];
  if (!has(setpcap)) return null;
  if (has(readSearch) && !programs) return 'dac_read_search';
  return has(override) ? 'dac_override' : null;
}

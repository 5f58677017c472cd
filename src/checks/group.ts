/** A process with all that it starts: they end together, and none of them is there when this process has gone. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

export interface Group {
  /** Asks nicely first, and comes back when the last has gone. */
  end(): Promise<void>;
}

/** How long a process may take for its farewell. */
const farewell = 2_000;

interface Living extends Group {
  kill(): void;
}
const living = new Set<Living>();

/** `leader`: a process that was started as the first of a group of its own. */
export function groupOf(leader: number): Group {
  let ended: Promise<void> | null = null;
  const group: Living = {
    end() {
      ended ??= endGroup(leader).finally(() => forget(group));
      return ended;
    },
    kill: () => told(leader, 'SIGKILL'),
  };
  if (living.size === 0) process.on('exit', killAll);
  living.add(group);
  return group;
}

/** For whoever leaves: what still runs may say its farewell. */
export async function endAll(): Promise<void> {
  await Promise.all([...living].map(group => group.end()));
}

function forget(group: Living): void {
  living.delete(group);
  if (living.size === 0) process.off('exit', killAll);
}

function killAll(): void {
  for (const group of living) group.kill();
}

/** Nothing tells when the last of a group has gone, so it is looked for. */
async function endGroup(group: number): Promise<void> {
  if (!told(group, 'SIGTERM')) return;
  const end = performance.now() + farewell;
  while (performance.now() < end) {
    await setTimeout(20);
    if (!told(group, 0) || onlyDead(group)) return;
  }
  told(group, 'SIGKILL');
}

/** Whether there was anybody to tell. */
function told(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}

/** In a container nobody may fetch the dead, so they stay in their group. Where there is no such folder, nobody knows. */
function onlyDead(group: number): boolean {
  try {
    return readdirSync('/proc').every(name => !/^\d+$/.test(name) || !livesIn(group, name));
  } catch {
    return false;
  }
}

/** After its name, which may have anything in it: its state, its parent and its group. */
function livesIn(group: number, process: string): boolean {
  try {
    const [, state, of] = /^.*\) (\w) \d+ (\d+) /s.exec(readFileSync(`/proc/${process}/stat`, 'utf8')) ?? [];
    return Number(of) === group && state !== 'Z' && state !== 'X';
  } catch {
    return false;
  }
}

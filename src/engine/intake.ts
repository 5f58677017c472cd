import type { Incoming } from '../store/deliveries.ts';

/** Keeps deliveries in groups: whoever arrives while a write is under way goes with the next one, so one fsync serves many. */

export type Keep = (one: Incoming) => Promise<'kept' | 'known'>;

/** Two groups at once: while one waits for the disk the next one is on its way. */
const groupsAtOnce = 2;
const groupBytes = 4 * 1024 * 1024;
const groupSize = 128;
/** While the database hangs, bodies gather here; what finds no room is refused, and found later in GitHub's log. */
const queueBytes = 64 * 1024 * 1024;

interface Waiting {
  one: Incoming;
  resolve(outcome: 'kept' | 'known'): void;
  reject(error: unknown): void;
}

export function intake(keepGroup: (group: Incoming[]) => Promise<Set<string>>): Keep {
  const queue: Waiting[] = [];
  let writing = 0;
  let bytesInQueue = 0;

  const nextGroup = (): Waiting[] => {
    let bytes = 0;
    let size = 0;
    while (size < queue.length && size < groupSize) {
      bytes += queue[size]?.one.body.length ?? 0;
      if (size > 0 && bytes > groupBytes) break;
      size += 1;
    }
    const group = queue.splice(0, size);
    for (const { one } of group) bytesInQueue -= one.body.length;
    return group;
  };

  const write = async (): Promise<void> => {
    const group = nextGroup();
    writing += 1;
    try {
      const kept = await keepGroup(group.map(waiting => waiting.one));
      for (const { one, resolve } of group) resolve(kept.has(one.guid) ? 'kept' : 'known');
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
    writing -= 1;
    if (queue.length > 0) void write();
  };

  return one =>
    new Promise((resolve, reject) => {
      if (bytesInQueue + one.body.length > queueBytes) return reject(new Error('the database is too far behind'));
      bytesInQueue += one.body.length;
      queue.push({ one, resolve, reject });
      // Whatever else arrives in this turn of the loop goes with it.
      if (writing < groupsAtOnce && queue.length === 1)
        setImmediate(() => queue.length > 0 && writing < groupsAtOnce && void write());
    });
}

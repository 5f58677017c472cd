import type { Heaped, HeapRead } from '../../core/hook.ts';
import type { Session } from '../../core/session.ts';
import { sources } from './sources/index.ts';
import { Unreadable } from './sources/source.ts';

/** Letters of hooks become alerts, each counted where it belongs. */
export async function readHeap(_session: Session, heaped: Heaped[], _now: Date): Promise<HeapRead> {
  const spoilt: HeapRead['spoilt'] = [];
  const unrouted = new Map<string, number>();
  for (const { seq, hook, body } of heaped) {
    const source = sources.find(({ kind }) => kind === hook.kind);
    try {
      if (!source) throw new Unreadable(`there is no source "${hook.kind}"`);
      const alerts = source.decode(body, hook.settings);
      unrouted.set(hook.name, (unrouted.get(hook.name) ?? 0) + alerts.length);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      spoilt.push({ seq, why: error.message });
    }
  }
  const heard = [...unrouted].map(([hook, count]) => ({
    hook,
    routed: 0,
    unrouted: count,
    why: count > 0 ? 'nobody claims it' : null,
  }));
  return { raises: [], spoilt, heard };
}

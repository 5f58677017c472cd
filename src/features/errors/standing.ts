/** What a source says when it is asked, held against what is known: most of it is no news. Pure. */
import type { Alert } from './alert.ts';
import type { Group } from './group.ts';
import type { Standing } from './sources/source.ts';

/** What changed so lately may have a letter on its way. */
const onItsWay = 2 * 60_000;

export interface Compared {
  standing: Pick<Standing, 'beganAt' | 'changedAt'>;
  alert: Pick<Alert, 'status' | 'at'>;
  /** What is known of it; null: nothing. */
  group: Pick<Group, 'status' | 'saidAt'> | null;
  /** Since when the source is asked at all. */
  since: Date;
  /** Before anything was asked. */
  now: Date;
}

/**
 * Only what stands otherwise than we know, and was said after what we know. Of what nobody told us only what happens, and began after the
 * first token came: whoever gives one does not want to hear all that ever happened.
 */
export function isNews({ standing: { beganAt, changedAt }, alert, group, since, now }: Compared): boolean {
  if (changedAt && now.getTime() - changedAt.getTime() < onItsWay) return false;
  if (!group) return alert.status === 'firing' && beganAt !== null && beganAt >= since;
  return alert.status !== group.status && (alert.at ?? now) > group.saidAt;
}

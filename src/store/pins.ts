/** Whom a name in a team's file stood for when we first met it: names change hands, numbers do not. */
import type { Change } from '../core/decision.ts';
import type { Session } from '../core/session.ts';
import { rowsOf } from './session.ts';

export interface Pin {
  name: string;
  id: number;
}

const inSmall = (name: string) => name.toLowerCase();

export async function pinsOf(session: Session, repository: number): Promise<Pin[]> {
  const rows = await rowsOf(session)
    .selectFrom('pins')
    .select(['name', 'stands_for'])
    .where('repository_id', '=', repository)
    .execute();
  return rows.map(row => ({ name: row.name, id: row.stands_for }));
}

/** The first one counts. */
export const pinned = (repository: number, pins: Pin[]): Change => ({
  what: `pinned: ${pins.map(pin => pin.name).join(', ')}`,
  async write(session) {
    if (pins.length === 0) return;
    await rowsOf(session)
      .insertInto('pins')
      .values(pins.map(({ name, id }) => ({ repository_id: repository, name: inSmall(name), stands_for: id })))
      .onConflict(conflict => conflict.doNothing())
      .execute();
  },
});

export const unpinned = (repository: number, names: string[]): Change => ({
  what: `no longer pinned: ${names.join(', ')}`,
  async write(session) {
    await rowsOf(session).deleteFrom('pins').where('repository_id', '=', repository).where('name', 'in', names).execute();
  },
});

import type { Session } from '../core/session.ts';
import type { Tx } from './connection.ts';

/** Features hold a `Session`; only their `store.ts` opens it, here. */
const transactions = new WeakMap<Session, Tx>();

export function sessionOn(tx: Tx): Session {
  const session = { transaction: Symbol('transaction') };
  transactions.set(session, tx);
  return session;
}

export function rowsOf(session: Session): Tx {
  const tx = transactions.get(session);
  if (!tx) throw new Error('this session belongs to no transaction');
  return tx;
}

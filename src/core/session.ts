/**
 * One transaction on the rows, as features hand it to their `store.ts`. What is behind it is the store's own business, so that
 * the same features can later run without a database of ours.
 */
export interface Session {
  readonly transaction: symbol;
}

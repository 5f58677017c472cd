/** What we know of a team's list between two of them: the row, in our own words. */

export interface DigestRow {
  /** Whose: `acme/web`, or `*` for all that is here. */
  name: string;
  /** What the file said of it when it was looked at last; null: it asks for none. */
  wish: string | null;
  /** Of its issue: after one that was refused, or given back, comes another. */
  round: number;
  /** The key of the effect that opened the issue. */
  issue: string | null;
  /** Known once it was opened. */
  number: number | null;
  /** Everything that was due until then is settled. */
  after: Date;
  nextAt: Date | null;
  /** The key of the effect that posted the newest list; null: none stands there unfolded. */
  comment: string | null;
  /** Which rows were in it. */
  says: string | null;
  sentAt: Date | null;
  /** Why its issue is not ours to write in any more, until the file asks for something else. */
  left: string | null;
  /** The team cannot be seen, and that was said. */
  unseen: boolean;
}

export const newDigest = (name: string, after: Date): DigestRow => ({
  ...{ name, after, wish: null, round: 0, issue: null, number: null, nextAt: null },
  ...{ comment: null, says: null, sentAt: null, left: null, unseen: false },
});

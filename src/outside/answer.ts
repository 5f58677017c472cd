/** What came of a call to a place that strangers named. */

export interface Answer {
  status: number;
  /** In lower case; what came more than once is joined. */
  headers: Record<string, string>;
  body: Buffer;
}

export interface Refusal {
  /** A sentence, inert: it may be shown as it is. */
  why: string;
  /** There was more of it than is read. */
  tooMuch?: true;
}

export const isRefusal = (one: object): one is Refusal => 'why' in one;

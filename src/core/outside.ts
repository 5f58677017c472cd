/** Calls to places that strangers named, a repository's file for one, and what comes of them. */

export interface Question {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body: string | null;
  /** The name of what an operator keeps for this owner and this address; null: nothing goes along. */
  auth: string | null;
}

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

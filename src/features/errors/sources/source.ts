/** What a source of alerts is: how its letters prove themselves, and what they say. One file each. */
import type { Told } from '../../../core/effect.ts';
import type { Alert } from '../alert.ts';

/** A request as it came; nothing of it is believed yet. */
export interface Letter {
  /** In lower case; null where it did not come, or came twice. */
  header(name: string): string | null;
  query: URLSearchParams;
  body: Buffer;
}

/** What an operator may set for one hook beyond its secret. */
export type Settings = Record<string, unknown>;

export interface Source {
  kind: string;
  /** One line for whoever adds one. */
  about: string;
  /** Over the raw bytes, before anybody parses them; any of the secrets will do, and all are compared. */
  verify(letter: Letter, secrets: string[], settings: Settings, now: Date): boolean;
  /** What the source calls this one letter, the same at each try; null: its bytes are its name. */
  idOf?(letter: Letter): string | null;
  /** It says the same again while something lasts, or goes on and off: its bytes name no letter, and `fold.ts` tells which is one more. */
  lasting?: boolean;
  /** The secret stands in what it says, which is kept without it. */
  saysSecret?: boolean;
  /** What its senders read in our answer, as JSON; without it that is empty. Throws nothing. */
  answer?(body: Buffer): string;
  /** What it says; empty when nothing of it is wanted. Throws `Unreadable`. */
  decode(body: Buffer, settings: Settings): Alert[];
  /** The names of its settings; no others are taken. */
  settings?: string[];
  /** Why what is set is of no use; null when it is of some. */
  wrong?(settings: Settings): string | null;
  /** What it calls the secret that it makes itself; without that it is given ours. */
  ownSecret?: string;
  /** What to do over there, line by line. */
  setUp(given: { url: string; secret: string }): string[];
  /** A letter as it would send it, signed: for `hooks test`. */
  sample(secret: string, now: Date, settings: Settings): { headers: Record<string, string>; body: string };
  /** What can be said to it, and asked of it, with a token that an operator gives. */
  api?: Api;
}

/** A request of ours to a source. */
export interface Question {
  url: string;
  method: string;
  headers: Record<string, string>;
  body: string | null;
}

/** How a thing stands, as its source says when it is asked. */
export interface Standing {
  /** What the source would have sent to say so, for `decode`. */
  letter: unknown;
  /** Tells this state of this thing from all that it has been in, and will be. */
  mark: string;
  beganAt: Date | null;
  /** Since when it stands so; null: the source does not say. */
  changedAt: Date | null;
}

export interface Api {
  /** For whoever gives the token: the settings that it needs, and what the token must be allowed. */
  needs: string;
  /** Null: settings are missing, or this is no name of its own. */
  tells(what: Told, id: string, settings: Settings, token: string): Question | null;
  /** What changed between these times, and how these stand that it told us of. None: settings are missing. */
  asks(about: { since: Date; until: Date; known: string[] }, settings: Settings, token: string): Question[];
  /** Throws `Unreadable`. `next`: there is more of the same answer; `cut`: there may be, and it can only be had by asking about less time. */
  answers(question: Question, body: Buffer): { standings: Standing[]; next: Question | null; cut?: boolean };
}

/** It is genuine, and says nothing that can be understood. The words are for the operator. */
export class Unreadable extends Error {}

import type { RouteName } from './permissions.ts';

/** What GitHub says of its own API, to hold the box and its callers to. Tests bring one; the box itself carries none. */
export interface Truth {
  /** What GitHub would not know in such a request, one sentence each. */
  request(asked: Asking): string[];
  /** What GitHub would not answer like that. */
  answer(given: Answering): string[];
  /** What GitHub would not tell like that. */
  webhook(event: string, action: string | null, body: string): string[];
}

export interface Asking {
  route: RouteName;
  params: Record<string, string>;
  query: URLSearchParams;
  body: string;
}

export interface Answering {
  route: RouteName;
  status: number;
  /** As it was sent; null for an answer that is no JSON. */
  body: string | null;
}

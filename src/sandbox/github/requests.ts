/** What the App asked this GitHub lately, and what it was answered. */
export interface Asked {
  id: number;
  at: Date;
  method: string;
  path: string;
  /** Of a GraphQL request: its operation and fields, as far as one line shows them. */
  what: string | null;
  /** Null: the connection broke before an answer. */
  status: number | null;
  milliseconds: number;
}

const most = 500;

export class Requests {
  readonly all: Asked[] = [];
  #last = 0;
  /** Called after each. */
  heard: () => void = () => {};

  add(asked: Omit<Asked, 'id'>): void {
    this.#last += 1;
    this.all.push({ ...asked, id: this.#last });
    if (this.all.length > most) this.all.shift();
    this.heard();
  }
}

/** `mutation addReaction`, `query nodes`: what a GraphQL request is about. */
export function inShort(body: string): string | null {
  const query = /"query":"((?:[^"\\]|\\.)*)"/.exec(body)?.[1]?.replaceAll('\\n', ' ');
  if (query === undefined) return null;
  const kind = /^\s*(query|mutation)/.exec(query)?.[1] ?? 'query';
  const field = /\{\s*(?:\w+\s*:\s*)?(\w+)/.exec(query)?.[1] ?? '';
  return `${kind} ${field}`;
}

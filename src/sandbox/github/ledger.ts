/** Every write through the API that took effect, in order. What a client was answered is another matter. */
export interface Write {
  method: string;
  /** The route, or `graphql addReaction` for a mutation. */
  route: string;
  repository: string | null;
  /** Of the issue or pull request. */
  number: number | null;
  who: string;
  body: unknown;
  at: Date;
  ids: Record<string, number | string>;
}

export class Ledger {
  readonly writes: Write[] = [];

  add(write: Write): void {
    this.writes.push(write);
  }

  /** `ledger.of('POST /repos/{owner}/{repo}/issues/{issue_number}/comments')` */
  of(route: string): Write[] {
    return this.writes.filter(write => write.route === route);
  }
}

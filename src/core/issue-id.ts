/** What comes back for an issue of ours: people and REST know it by its number, GraphQL by its node. */
export interface IssueId {
  number: number;
  node: string;
}

export const issueId = ({ number, node }: IssueId): string => `${number}/${node}`;

/** From the remote id of the effect that made it; null when that made none. */
export function readIssueId(remoteId: string | null): IssueId | null {
  const [, number, node] = /^(\d+)\/(\S+)$/.exec(remoteId ?? '') ?? [];
  return number === undefined || node === undefined ? null : { number: Number(number), node };
}

import type { Octokit } from '@octokit/rest';
import type { GitHubEffect } from '../../core/effect.ts';

export interface Writing<E extends GitHubEffect = GitHubEffect> {
  octokit: Octokit;
  effect: E;
  /** Of what it is for, where that is another write of ours: the comment of an edit, the deployment of a status. */
  remoteId: string | null;
}

/** Thrown for a write that has lost its object: there is nothing left to edit. */
export class Gone extends Error {}

/** Where a look cannot tell: what was written carries nothing of ours. */
export const untold = Symbol('untold');
/** What is there, by its id; null when it is not there. */
export type Look = string | null | typeof untold;

/** GitHub takes 65,536 characters and refuses one more. */
export const longest = 65_000;

export const placeOf = ({ effect }: Writing) => ({ owner: effect.repository.owner, repo: effect.repository.name });

/** Names that those who count and those who look share. */
import type { Due, Repository } from '../../core/event.ts';

export const lookOf = 'error-look';
/** However much arrives, a repository is looked at no more often. */
export const betweenLooks = 15_000;

export const lookDue = (repository: Repository, at: Date, about = 'all'): Due => ({
  ...{ type: 'Due', at, repository, of: lookOf, id: about },
});

import type { Repository } from '../../core/event.ts';

/** Whoever decides on a repository's pull requests holds this. */
export const lockOf = ({ id }: Pick<Repository, 'id'>): string => `reminders/${id}`;

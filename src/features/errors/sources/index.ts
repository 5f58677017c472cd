import type { Source } from './source.ts';

/** THE list of sources. */
export const sources: Source[] = [];

/** The section `status_board`: whether a repository wants its status in an issue. */
import * as z from 'zod/mini';
import type { Section } from '../../../core/file.ts';

export const statusBoard: Section<Record<string, never>> = {
  key: 'status_board',
  about: 'A pinned issue that always shows what runs where.',
  example: 'status_board: true',
  schema: z.strictObject({}),
};

/** A checklist once a month of what lies around: branches, artifacts, caches, environments, and the repository itself. */
import type { Handler } from '../../../core/feature.ts';
import type { TeamFile } from '../../../core/file.ts';
import { looking } from './looking.ts';
import { switching } from './switching.ts';
import { tending } from './tending.ts';

/** `named`: the environments that a file names. */
export const cleanups = (named: (file: TeamFile) => string[]): Handler[] => [...switching, looking(named), ...tending];

/** A checklist once a month of what lies around: branches, artifacts, caches, environments, and the repository itself. */
import type { Handler } from '../../../core/feature.ts';
import type { Named } from './finding.ts';
import { looking } from './looking.ts';
import { switching } from './switching.ts';
import { tending } from './tending.ts';

export const cleanups = (named: Named): Handler[] => [...switching, looking(named), ...tending];

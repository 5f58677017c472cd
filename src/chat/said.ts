import type { Repository } from '../core/event.ts';
import type { TeamFile } from '../core/file.ts';
import type { Heard, Role } from '../core/reads.ts';
import type { Line } from './lex.ts';

/** A comment with commands, as GitHub has it now. */
export interface Said {
  /** `channel:node`: with a place in the comment it is what runs once for ever. */
  id: string;
  repository: Repository;
  heard: Heard;
  edited: boolean;
  throughApp: string | null;
  role: Role;
  file: TeamFile;
  prefix: string;
  apps: string[];
  lines: Line[];
}

/** Every sentence that `/ping` says. */

import type { TeamFile } from '../../core/file.ts';
import type { Role } from '../../core/reads.ts';
import { code } from '../../text/inert.ts';
import { duration } from '../../time/duration.ts';

interface Seen {
  took: number;
  role: Role;
  file: TeamFile;
}

export function here({ took, role, file }: Seen): string {
  return `I am here. Your comment took ${duration(took)} to reach me, your role here is ${role}, and ${opinion(file)}`;
}

function opinion({ present, problems: [first, ...more] }: TeamFile): string {
  if (first) {
    const others = more.length === 0 ? 'a mistake' : `${more.length + 1} mistakes, the first`;
    return `${code(first.path)} has ${others} in line ${first.line}. What depends on it is off until that is mended.`;
  }
  return present ? '`.github/shipmate.yml` is fine.' : 'there is no `.github/shipmate.yml` yet.';
}

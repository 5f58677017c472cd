import type { Workflow } from './workflow.ts';

/** What keeps a workflow from doing what the team's file wants of it. */
export interface Lack {
  /** `stops`: it cannot do it at all. `less`: something is weaker than it could be. */
  weight: 'stops' | 'less';
  says: string;
}

/** A workflow that the team's file names. */
export interface Named {
  /** Where, as keys from the top: `environments`, `prod`. */
  path: string[];
  /** Below `.github/workflows`. */
  file: string;
  /** Where it is not there, nothing is lacking. */
  implied?: boolean;
  /** Whether it is for us at all, by its text; left out where the file says so. */
  isMeant?: ((workflow: string) => boolean) | undefined;
  lacks(workflow: Workflow): Lack[];
}

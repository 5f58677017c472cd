/** What one kind of thing is made of. One file each; all of it is worked out before anything is written. */
import type { Change, Project } from './project.ts';

interface Plan {
  /** New files first: whoever is cut off in the middle leaves files that no list names, and never a list that names what is not there. */
  changes: Change[];
  /** The scripts of package.json that write what follows from it. */
  follow: ('generate' | 'bundle')[];
  /** What is left to a person, line by line. */
  next: string[];
}

/** A thing by its name as people write it, and as the code calls it. */
export interface Named {
  name: string;
  value: string;
}

export interface Maker {
  name: string;
  usage: string;
  about: string;
  example: string;
  /** Throws `Misuse` or a `Sentence`, and writes nothing. */
  plan(said: string, project: Pick<Project, 'text'>): Promise<Plan>;
}

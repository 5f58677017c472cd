/** One kind of file that says which release of each package is installed. */

import { plain } from '../plain.ts';

/** As OSV calls them. */
export type Ecosystem = 'npm' | 'PyPI' | 'RubyGems' | 'Go' | 'crates.io';

export interface Package {
  name: string;
  /** Null: no release is pinned, or it comes from elsewhere than a registry, so nobody knows it by a version. */
  version: string | null;
}

export interface LockFile {
  /** What it is called; `*` is anything. */
  names: string[];
  ecosystem: Ecosystem;
  /** Without what is in the same repository. Throws `Unreadable` and nothing else, and takes time in proportion to the text. */
  read(text: string): Package[];
  /** Files that it takes in: addresses, or paths from its own folder. They are read like itself. */
  others?(text: string): string[];
}

/** Its message goes after the name of the file: `is no JSON`. */
export class Unreadable extends Error {}

export const linesOf = (text: string): string[] => text.split(/\r\n|\r|\n/);

/** How PyPI tells names apart. */
export const pythonName = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

export const isAddress = (said: string): boolean => /^[a-z][a-z+]*:\/\//i.test(said);

/** And not who may read what is there. */
export const hostOf = (address: string): string => plain(address.split('/')[2]?.split('@').at(-1) ?? '');

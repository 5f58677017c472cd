import { Sentence } from '../../core/sentence.ts';

/** What can be in the way of an embedded database, said with the way out. Everything else keeps its own words. */

const causes: [pattern: RegExp, says: (folder: string) => string][] = [
  [
    /ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/,
    folder => `The disk that holds ${folder} is full. Free some space there, or point DATA_FOLDER to another disk.`,
  ],
  [
    /EROFS|Read-only file system/,
    folder => `${folder} is on a disk that cannot be written to. Point DATA_FOLDER to one that can.`,
  ],
  [
    /ENOTDIR|EEXIST|Not a directory/,
    folder => `${folder} cannot be a data folder because a file is in its place. Point DATA_FOLDER to a folder.`,
  ],
  [
    /EACCES|EPERM|Permission denied|has wrong ownership|Operation not permitted/i,
    folder =>
      `The data folder ${folder} cannot be used by this user. Start Shipmate as the user who made it, give it away with "chown -R", or point DATA_FOLDER elsewhere.`,
  ],
  [
    /could not map anonymous shared memory|could not resize shared memory|Cannot allocate memory|ENOMEM/,
    () =>
      'There is not enough memory to start PostgreSQL (it needs about 100 MB). Free some, or set DATABASE_URL to another one.',
  ],
];

/** A sentence when the words of an error, or of the server's log, name a cause we know. */
export function knownTrouble(words: string, folder: string, cause?: unknown): Sentence | null {
  const known = causes.find(([pattern]) => pattern.test(words));
  return known ? new Sentence(known[1](folder), { cause }) : null;
}

/** For files and folders: runs `work`, and says in a sentence what a person can mend. */
export async function sayingTrouble<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Sentence || !(error instanceof Error)) throw error;
    throw knownTrouble(`${'code' in error ? error.code : ''} ${error.message}`, folder, error) ?? error;
  }
}

/**
 * Which file in the archive of a run's logs is which job's. It is `3_` and the job's name, without what a path may not have and cut to a
 * length. The numbers follow nothing that the API tells, so of two jobs that look the same nobody can say which is which.
 */

interface Job {
  id: number;
  name: string;
}

interface Named {
  name: string;
}

export interface Files<F> {
  found: Map<number, F>;
  /** Jobs that more than one file may be of, or that share one. */
  unclear: number[];
}

const longestName = 90;
/** A name of this length may have been cut. */
const perhapsCut = longestName - 10;

export function filesOf<F extends Named>(jobs: Job[], files: F[]): Files<F> {
  // What lies in folders is the logs of single steps.
  const tops = files.flatMap(file => {
    const title = /^\d+_([^/]+)\.txt$/.exec(file.name)?.[1];
    return title === undefined ? [] : [{ file, title }];
  });
  const exact = jobs.map(job => ({ ...job, files: tops.filter(({ title }) => path(title) === path(job.name)) }));
  const left = tops.filter(top => !exact.some(({ files }) => files.includes(top)));
  const candidates = exact.map(({ id, name, files }) => ({
    id,
    files: (files.length > 0 ? files : left.filter(({ title }) => alike(title, name))).map(one => one.file),
  }));
  const result: Files<F> = { found: new Map(), unclear: [] };
  for (const { id, files } of candidates) {
    const [file, ...others] = files;
    if (!file) continue;
    const shared = candidates.some(other => other.id !== id && other.files.includes(file));
    if (others.length > 0 || shared) result.unclear.push(id);
    else result.found.set(id, file);
  }
  return result;
}

/** As GitHub writes it: without these, and no longer than that. */
const path = (name: string): string =>
  name
    .replace(/[/\\:*?"<>|\p{Cc}]/gu, '')
    .slice(0, longestName)
    .trim();

/** Where GitHub does otherwise than we know, letters and digits have to do. */
function alike(title: string, name: string): boolean {
  const [one, other] = [letters(title), letters(name)];
  return one !== '' && (one === other || (title.length >= perhapsCut && other.startsWith(one)));
}

const letters = (text: string): string => text.normalize('NFC').replace(/[^\p{L}\p{N}]/gu, '');

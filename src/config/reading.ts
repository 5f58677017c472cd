import type { Repository } from '../core/event.ts';
import type { Section, SeenFile, TeamFile } from '../core/file.ts';
import { effective } from './effective.ts';
import { filePath, type LoadedFile, loadFile } from './file.ts';

/** Which file counts for a repository: looked up by blob, read from GitHub only when nobody has seen it lately. */

/** What the store knows. A blob of null is a repository without a file; undefined means that somebody has to look. */
export interface FileRows {
  blobOf(repository: number): Promise<string | null | undefined>;
  organisationBlobOf(owner: string): Promise<string | null | undefined>;
  textOf(blob: string): Promise<string | null>;
  remember(repository: Repository, file: SeenFile | null): Promise<void>;
  forget(repository: number): Promise<void>;
}

/** What GitHub says, on the default branches. Both throw when it does not answer: nothing is decided on a file nobody could read. */
export interface FileReads {
  file(repository: Repository): Promise<SeenFile | null>;
  /** The owner's repository `.github` with a token of its own; null when there is none that we may read. */
  organisation(owner: string): Promise<{ repository: Repository; file: SeenFile | null } | null>;
}

export interface FileReader {
  /** As it counts now; with `own`, as it would count if that were the repository's own file (null: if it had none). */
  fileFor(repository: Repository, own?: string | null): Promise<TeamFile>;
  /** GitHub just said which blob counts; if it is another one than we know, the next look is a new read. */
  noticed(repository: Repository, blob: string | null): Promise<void>;
}

/** Parsed files are small; a thousand of them are a few megabytes. */
const mostKept = 1_000;
/** How long an owner is taken to have no `.github` repository. Once it is pushed to, the store knows it and this does not count. */
const withoutOrganisation = 10 * 60_000;

export function fileReader(
  sections: Section[],
  rows: FileRows,
  github: FileReads,
  elapsed = () => performance.now(),
): FileReader {
  const counting = new Map<string, TeamFile>();
  const none = new Map<string, number>();

  return {
    async fileFor(repository, own) {
      const seen = own === undefined ? await ownFile(repository) : own === null ? null : { blob: null, text: own };
      const above = isOrganisation(repository) ? null : await organisationFile(repository.owner);
      if (seen?.blob === null) return count(repository, seen, above);
      const key = JSON.stringify([repository.owner, isOrganisation(repository), seen?.blob, above?.blob]);
      const file = counting.get(key) ?? count(repository, seen, above);
      keep(counting, key, file);
      return file;
    },
    async noticed(repository, blob) {
      const known = await rows.blobOf(repository.id);
      if (known !== undefined && known !== blob) await rows.forget(repository.id);
    },
  };

  function count(repository: Repository, seen: { text: string } | null, above: SeenFile | null): TeamFile {
    const load = (file: { text: string } | null, path: string, organisation: boolean): LoadedFile | null =>
      file && loadFile(sections, file.text, path, { organisation });
    if (isOrganisation(repository)) return effective(null, load(seen, filePath, true));
    return effective(load(seen, filePath, false), load(above, `${repository.owner}/.github: ${filePath}`, true));
  }

  async function ownFile(repository: Repository): Promise<SeenFile | null> {
    const known = await withText(await rows.blobOf(repository.id));
    if (known !== undefined) return known;
    const file = await github.file(repository);
    await rows.remember(repository, file);
    return file;
  }

  async function organisationFile(owner: string): Promise<SeenFile | null> {
    const known = await withText(await rows.organisationBlobOf(owner));
    if (known !== undefined) return known;
    if ((none.get(owner) ?? 0) > elapsed()) return null;
    const found = await github.organisation(owner);
    if (found) await rows.remember(found.repository, found.file);
    else keep(none, owner, elapsed() + withoutOrganisation);
    return found?.file ?? null;
  }

  async function withText(blob: string | null | undefined): Promise<SeenFile | null | undefined> {
    if (!blob) return blob === null ? null : undefined;
    const text = await rows.textOf(blob);
    return text === null ? undefined : { blob, text };
  }
}

const isOrganisation = (repository: Repository): boolean => repository.name === '.github';

/** The one used longest ago goes first. */
function keep<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > mostKept && oldest !== undefined) map.delete(oldest);
}

import type { FileReader } from '../config/reading.ts';
import type { Who } from '../core/command.ts';
import type { Person } from '../core/event.ts';
import type { Ask } from '../core/feature.ts';
import type { SeenFile, TeamFile } from '../core/file.ts';
import type { Named } from '../core/lack.ts';
import type { Place, Reads } from '../core/reads.ts';
import type { Store } from '../store/connection.ts';
import { keepText, textOf } from '../store/files.ts';
import { sessionOn } from '../store/session.ts';

/** What facts are made from, for one event: GitHub, rows as they are now, and files that are read only when nobody has seen them. */

interface Sources {
  github: Reads;
  files: FileReader;
  store: Pick<Store, 'db'>;
  workflowsOf(file: TeamFile): Pick<Named, 'file' | 'isMeant'>[];
  among(who: Who[], person: Person, ask: Pick<Ask, 'github' | 'peek'>): Promise<boolean>;
  outside: Ask['outside'];
}

/** What GitHub says of a comment or a thread tells in passing which files count now. */
export function asking({ github, files, store, workflowsOf, among, outside }: Sources): Ask {
  const { repository } = github;
  let workflows: Place['workflows'] | null = null;
  const read = new Map<string, Promise<SeenFile | null>>();

  const noted = async <T extends { place: Place } | null>(said: T): Promise<T> => {
    if (said) {
      workflows = said.place.workflows;
      await files.noticed(repository, said.place.fileBlob);
    }
    return said;
  };

  const workflow = async (file: string): Promise<SeenFile | null> => {
    const blob = workflows?.find(one => one.file === file)?.blob;
    if (workflows && blob === undefined) return null;
    const text = blob === undefined ? null : await textOf(store.db, blob);
    if (blob !== undefined && text !== null) return { blob, text };
    const seen = await github.file(`.github/workflows/${file}`, repository.defaultBranch);
    if (seen) await keepText(store.db, seen);
    return seen;
  };

  const readOnce = (file: string): Promise<SeenFile | null> => {
    const known = read.get(file) ?? workflow(file);
    read.set(file, known);
    return known;
  };

  const startedByUs: Ask['startedByUs'] = async only => {
    const named = workflowsOf(await files.fileFor(repository)).filter(({ file }) => only === undefined || file === only);
    const ours = await Promise.all(
      named.map(async ({ file, isMeant }) => {
        const seen = isMeant ? await readOnce(file) : null;
        return !isMeant || (seen && isMeant(seen.text)) ? file : [];
      }),
    );
    return [...new Set(ours.flat())];
  };

  // At one moment: what gets its run between two questions is neither without one nor of that one.
  const peek: Ask['peek'] = look =>
    store.db
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(tx => look(sessionOn(tx)));

  return {
    began: new Date(),
    file: own => files.fileFor(repository, own),
    among: (who, person) => among(who, person, { github, peek }),
    peek,
    outside,
    workflow: readOnce,
    startedByUs,
    github: {
      ...github,
      heard: async (node, judging) => noted(await github.heard(node, judging)),
      ticked: async node => noted(await github.ticked(node)),
      async place(number) {
        const place = await github.place(number);
        await noted(place && { place });
        return place;
      },
      async workflows() {
        workflows = await github.workflows();
        return workflows;
      },
    },
  };
}

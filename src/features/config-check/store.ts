import type { Change } from '../../core/decision.ts';
import type { Repository } from '../../core/event.ts';
import type { SeenFile } from '../../core/file.ts';
import type { Session } from '../../core/session.ts';
import { blobOf, rememberFile } from '../../store/files.ts';
import { rowsOf } from '../../store/session.ts';

/** Which file counts for a repository: the house keeps it, this feature refreshes it at each push. */

export const rememberedBlob = (session: Session, repository: Repository) => blobOf(rowsOf(session), repository.id);

export const remembering = (repository: Repository, file: SeenFile | null): Change => ({
  what: `the file of ${repository.owner}/${repository.name} is ${file?.blob ?? 'gone'}`,
  write: session => rememberFile(rowsOf(session), repository.id, file),
});

import type { Change } from '../../core/decision.ts';
import type { Repository } from '../../core/event.ts';
import type { SeenFile } from '../../core/file.ts';
import type { Session } from '../../core/session.ts';
import { tellFile, toldBlob } from '../../store/files.ts';
import { rowsOf } from '../../store/session.ts';

/** Which file counts for a repository: the house keeps it, this feature refreshes it at each push. */

/** What counted when it was last said which file counts: others read the file too, and say nothing. */
export const lastTold = (session: Session, repository: Repository) => toldBlob(rowsOf(session), repository.id);

export const remembering = (repository: Repository, file: SeenFile | null): Change => ({
  what: `the file of ${repository.owner}/${repository.name} is ${file?.blob ?? 'gone'}`,
  write: session => tellFile(rowsOf(session), repository.id, file),
});

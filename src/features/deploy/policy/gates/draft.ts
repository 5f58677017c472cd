/** A draft is not ready, unless the file says that drafts may go here. */
import { closed, type Gate, type Judging, open, unmerged } from '../gate.ts';
import { again, bold, setting } from '../words.ts';

export function draft(given: Judging): Gate | null {
  const pull = unmerged(given);
  const number = pull?.draft ? pull.number : given.named.draft;
  if (number == null) return null;
  const parts = { name: 'draft' as const, setting: setting(given, 'drafts') };
  if (given.environment.drafts) return open({ ...parts, says: `drafts may go to ${bold(given.name)}` });
  return closed({
    ...parts,
    says: `#${number} is ready for review`,
    way: `#${number} is a draft, and drafts do not go to ${bold(given.name)}. Mark it as ready for review, then ${again(given)}.`,
  });
}

/** The history of a text: of a comment, a review, an issue. */
import { stamp } from '../clock.ts';
import type { Edit } from '../rows.ts';
import { connection } from './connection.ts';
import type { Fields } from './fields.ts';

interface Text {
  id: number;
  author: number;
  body: string | null;
  createdAt: Date;
  edits: Edit[];
}

export const editable: Fields<Text> = {
  editor: (said, _, call) => {
    const last = said.edits.at(-1);
    return last ? call.site.world.accounts.get(last.editor) : null;
  },
  lastEditedAt: said => {
    const last = said.edits.at(-1);
    return last ? stamp(last.at) : null;
  },
  includesCreatedEdit: said => said.edits.length > 0,
  // The newest first; the text as it was written is the last of them, once there was an edit at all.
  userContentEdits: (said, args, call) => {
    if (said.edits.length === 0) return connection('userContentEdits', [], args);
    const texts = [...said.edits.slice(1).map(edit => edit.from), said.body];
    const { accounts } = call.site.world;
    const edit = (editor: number, at: Date, diff: string | null | undefined, place: number) => ({
      id: `UCE_${said.id}_${place}`,
      editor: accounts.get(editor),
      editedAt: stamp(at),
      createdAt: stamp(at),
      updatedAt: stamp(at),
      deletedAt: null,
      deletedBy: null,
      diff: diff ?? '',
    });
    const written = edit(said.author, said.createdAt, said.edits[0]?.from, 0);
    const edits = said.edits.map((one, place) => edit(one.editor, one.at, texts[place], place + 1));
    return connection('userContentEdits', [written, ...edits].toReversed(), args);
  },
};

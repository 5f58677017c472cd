import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Journal, Table } from './table.ts';

const act = fc.record({ id: fc.nat(8), kind: fc.constantFrom('a', 'b', null), gone: fc.boolean() });

test('what is found by a key is what is found by looking at all, whatever was changed, removed and for a moment undone', () => {
  fc.assert(
    fc.property(fc.array(act), acts => {
      const journal = new Journal();
      const table = new Table<{ id: number; kind: string | null }, 'kind'>(journal, { kind: row => row.kind });
      const agree = () => {
        for (const kind of ['a', 'b', null]) {
          expect(table.of('kind', kind)).toEqual(table.where(row => row.kind === kind));
          expect(table.count('kind', kind)).toBe(table.where(row => row.kind === kind).length);
        }
      };
      for (const { id, kind, gone } of acts) {
        journal.step(true, () => {
          if (gone) table.remove(id);
          else table.add({ id, kind });
        });
        agree();
        journal.beforeLastWrite(agree);
        agree();
      }
    }),
  );
});

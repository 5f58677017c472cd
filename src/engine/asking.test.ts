import { expect, test } from 'vitest';
import { readsOf } from '../../test/asking.ts';
import { aStoreForEachTest } from '../../test/store.ts';
import type { FileReader } from '../config/reading.ts';
import type { TeamFile } from '../core/file.ts';
import type { Named } from '../core/lack.ts';
import type { Place, Reads } from '../core/reads.ts';
import { keepText, textOf } from '../store/files.ts';
import { rowsOf } from '../store/session.ts';
import { asking } from './asking.ts';

const store = aStoreForEachTest();
const repository = { id: 7, owner: 'acme', name: 'web', installation: 1, private: true, defaultBranch: 'main' };
const place: Place = {
  subject: { kind: 'issue', number: 1 },
  node: 'I_1',
  author: null,
  pull: null,
  main: null,
  fileBlob: 'f1',
  asked: [],
  workflows: [{ file: 'deploy.yml', blob: 'w1' }],
};

const nothing: TeamFile = { read: () => undefined, problems: [], present: false };

function ask(answers: Partial<Reads> = {}, ours: Pick<Named, 'file' | 'isMeant'>[] | null = null) {
  const noticed: (string | null)[] = [];
  const read: string[] = [];
  const files: FileReader = {
    fileFor: () => (ours ? Promise.resolve(nothing) : Promise.reject(new Error('nobody asks for it'))),
    noticed: async (_, blob) => void noticed.push(blob),
  };
  const github = readsOf(repository, {
    place: async number => (number === 1 ? place : null),
    async file(path, ref) {
      read.push(`${ref}:${path}`);
      return path.endsWith('/none.yml') ? null : { blob: 'w1', text: 'name: Deploy' };
    },
    ...answers,
  });
  return {
    ...asking({
      github,
      files,
      store,
      workflowsOf: () => ours ?? [],
      among: () => Promise.reject(new Error('nobody asks who is meant')),
      outside: () => Promise.reject(new Error('nobody asks outside')),
    }),
    noticed,
    read,
  };
}

test('a workflow that a place names by its blob is read from GitHub once for ever', async () => {
  const first = ask();
  await first.github.place(1);
  const both = [first.workflow('deploy.yml'), first.workflow('deploy.yml')];
  expect(await Promise.all(both)).toEqual(Array(2).fill({ blob: 'w1', text: 'name: Deploy' }));
  expect(first.read).toEqual(['main:.github/workflows/deploy.yml']);
  const later = ask();
  await later.github.place(1);
  expect(await later.workflow('deploy.yml')).toEqual({ blob: 'w1', text: 'name: Deploy' });
  expect(await later.workflow('none.yml')).toBe(null);
  expect(later.read).toEqual([]);
});

test('without a place it is asked for by its name, once in an ask, and kept', async () => {
  const one = ask();
  expect(await one.workflow('deploy.yml')).toEqual({ blob: 'w1', text: 'name: Deploy' });
  expect(await one.workflow('none.yml')).toBe(null);
  await one.workflow('deploy.yml');
  expect(one.read).toEqual(['main:.github/workflows/deploy.yml', 'main:.github/workflows/none.yml']);
  expect(await textOf(store.db, 'w1')).toBe('name: Deploy');
});

test('the list of workflows tells their blobs as well', async () => {
  const one = ask({ workflows: async () => [{ file: 'other.yml', blob: 'w2' }] });
  await one.github.workflows();
  expect(await one.workflow('deploy.yml')).toBe(null);
  expect(one.read).toEqual([]);
});

test.each<[what: string, isMeant: Named['isMeant'], only: string | undefined, files: string[], read: number]>([
  ['one that the file names is ours, and not read for that', undefined, undefined, ['deploy.yml', 'other.yml'], 0],
  [
    'one that it does not name is, where its text says so',
    text => text === 'name: Deploy',
    undefined,
    ['deploy.yml', 'other.yml'],
    1,
  ],
  ['else it is not', () => false, undefined, ['deploy.yml'], 1],
  ['of one that is in hand, only that is looked at', () => false, 'deploy.yml', ['deploy.yml'], 0],
  ['one in hand that nobody named', () => false, 'other.yml', [], 1],
])('%s', async (_, isMeant, only, ours, read) => {
  const one = ask({}, [{ file: 'deploy.yml' }, { file: 'other.yml', isMeant }]);
  expect(await one.startedByUs(only)).toEqual(ours);
  expect(one.read).toHaveLength(read);
});

test('one that is not there is nobody’s', async () => {
  expect(await ask({}, [{ file: 'none.yml', isMeant: () => true }]).startedByUs()).toEqual([]);
});

test('whatever tells a place tells which file counts', async () => {
  const heard = {
    node: 'IC_1',
    author: { id: 1, login: 'alice', bot: false },
    body: '',
    createdAt: new Date(),
    edited: false,
    ours: false,
    place,
  };
  const one = ask({
    heard: async () => heard,
    ticked: async () => ({ node: 'IC_1', body: '', place: { ...place, fileBlob: null }, edits: [] }),
  });
  expect(await one.github.place(2)).toBe(null);
  await one.github.heard('IC_1');
  await one.github.ticked('IC_1');
  expect(one.noticed).toEqual(['f1', null]);
});

test('a peek reads rows and writes none', async () => {
  const { peek } = ask();
  const born = await peek(session => rowsOf(session).selectFrom('births').select('how').execute());
  expect(born).toEqual([{ how: 'new' }]);
  const writing = peek(session => rowsOf(session).insertInto('births').values({ how: 'restored' }).execute());
  await expect(writing).rejects.toThrow(/read-only transaction/);
});

test('rows are seen as they stood at one moment, whatever is written meanwhile', async () => {
  await keepText(store.db, { blob: 'p1', text: 'before' });
  const both = await ask().peek(async session => {
    const read = () => rowsOf(session).selectFrom('file_blobs').select('text').where('blob', '=', 'p1').executeTakeFirstOrThrow();
    const first = await read();
    await store.db.updateTable('file_blobs').set({ text: 'after' }).where('blob', '=', 'p1').execute();
    return [first.text, (await read()).text];
  });
  expect(both).toEqual(['before', 'before']);
  expect(await textOf(store.db, 'p1')).toBe('after');
});

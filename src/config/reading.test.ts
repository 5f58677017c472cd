import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { type Database, freshDatabase } from '../../test/database.ts';
import type { Repository } from '../core/event.ts';
import type { Section, SeenFile } from '../core/file.ts';
import { openStore, type Store } from '../store/connection.ts';
import { fileRows } from '../store/files.ts';
import { type FileReader, fileReader } from './reading.ts';

const about: Section<{ word: string }> = {
  key: 'about',
  about: '',
  schema: z.strictObject({ word: z._default(z.string(), 'default') }),
};

const web: Repository = { id: 17, owner: 'acme', name: 'web', installation: 1, private: false, defaultBranch: 'main' };
const dotGithub: Repository = { ...web, id: 18, name: '.github' };

/** GitHub, as far as files go: what stands on the default branches now, and how often somebody looked. */
class Hub {
  files = new Map<number, string>();
  hasOrganisation = false;
  down = false;
  looks: string[] = [];

  async file({ name, id }: Repository): Promise<SeenFile | null> {
    if (this.down) throw new Error('GitHub does not answer');
    this.looks.push(name);
    const text = this.files.get(id);
    return text === undefined ? null : { blob: Buffer.from(text).toString('hex'), text };
  }

  async organisation(owner: string) {
    if (this.hasOrganisation) return { repository: { ...dotGithub, owner }, file: await this.file(dotGithub) };
    this.looks.push('no .github');
    return null;
  }
}

let database: Database;
let store: Store;
let hub: Hub;
let elapsed = 0;
let reader: FileReader;
const another = (): FileReader => fileReader([about], fileRows(store.db), hub, () => elapsed);
const word = async (repository = web, own?: string | null) => (await reader.fileFor(repository, own)).read(about)?.word ?? null;

beforeEach(async () => {
  database = await freshDatabase();
  store = openStore(database.config, { warn: () => {} });
  hub = new Hub();
  elapsed = 0;
  reader = another();
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

describe('a repository without an organisation’s file', () => {
  test('is read from GitHub once, by whatever replica', async () => {
    hub.files.set(web.id, 'about: {word: own}');
    expect([await word(), await word()]).toEqual(['own', 'own']);
    reader = another();
    expect(await word()).toBe('own');
    expect(hub.looks.filter(name => name === 'web')).toEqual(['web']);
  });

  test('that it has no file is remembered too', async () => {
    expect([await word(), await word()]).toEqual([null, null]);
    expect((await reader.fileFor(web)).present).toBe(false);
    expect(hub.looks).toEqual(['web', 'no .github']);
  });

  test('is looked at again after half an hour, for a push that got lost', async () => {
    hub.files.set(web.id, 'about: {word: one}');
    await word();
    hub.files.set(web.id, 'about: {word: two}');
    expect(await word()).toBe('one');
    await database.shiftClock('31 minutes');
    expect(await word()).toBe('two');
  });

  test('is looked at again when GitHub happens to name another blob', async () => {
    hub.files.set(web.id, 'about: {word: one}');
    await word();
    const before = await hub.file(web);
    await reader.noticed(web, before?.blob ?? null);
    hub.files.set(web.id, 'about: {word: two}');
    expect(await word()).toBe('one');
    await reader.noticed(web, 'another');
    expect(await word()).toBe('two');
  });

  test('counts with another text as if that were its own', async () => {
    hub.files.set(web.id, 'about: {word: own}');
    expect(await word(web, 'about: {word: proposed}')).toBe('proposed');
    expect(await word(web, null)).toBe(null);
    expect(await word()).toBe('own');
  });

  test('nothing is decided on while GitHub does not answer', async () => {
    hub.down = true;
    await expect(word()).rejects.toThrow('GitHub does not answer');
  });

  test('may have a file that is no text, or too long', async () => {
    hub.files.set(web.id, 'a\0b');
    const [problem] = (await reader.fileFor(web)).problems;
    expect(problem).toMatchObject({
      message: 'This character is not text; save the file as UTF-8.',
      path: '.github/shipmate.yml',
    });
    reader = another();
    expect((await reader.fileFor(web)).problems).toEqual([problem]);
  });
});

describe('an organisation’s file', () => {
  beforeEach(() => {
    hub.hasOrganisation = true;
    hub.files.set(dotGithub.id, 'about: {word: theirs}');
  });

  test('counts where the repository has none, and is read once for all of them', async () => {
    expect([await word(), await word({ ...web, id: 19, name: 'shop' })]).toEqual(['theirs', 'theirs']);
    expect(hub.looks).toEqual(['web', '.github', 'shop']);
  });

  test('is found by its owner however that is written', async () => {
    await word();
    await word({ ...web, owner: 'ACME' });
    expect(hub.looks.filter(name => name === '.github')).toHaveLength(1);
  });

  test('is refreshed for every repository by what a push to it brings', async () => {
    await word();
    const text = 'about: {word: newer}';
    await fileRows(store.db).remember(dotGithub, { blob: 'newer', text });
    expect(await word()).toBe('newer');
  });

  test('enforces', async () => {
    hub.files.set(dotGithub.id, 'enforced: {about: {word: theirs}}');
    hub.files.set(web.id, 'about: {word: own}');
    expect(await word()).toBe('theirs');
    expect((await reader.fileFor(web)).problems).toEqual([
      {
        replaced: true,
        path: '.github/shipmate.yml',
        line: 1,
        column: 1,
        message:
          '`about` is enforced by acme/.github: .github/shipmate.yml, line 1, and this says something else; remove it here.',
      },
    ]);
  });

  test('is the own file of the repository .github, with what it enforces', async () => {
    hub.files.set(dotGithub.id, 'enforced: {about: {word: theirs}}');
    expect(await word(dotGithub)).toBe('theirs');
    expect((await reader.fileFor(dotGithub, 'enforced: {abuot: true}')).problems).toMatchObject([
      { path: '.github/shipmate.yml', line: 1 },
    ]);
  });

  test('that was not there is looked for again after ten minutes', async () => {
    hub.hasOrganisation = false;
    expect(await word()).toBe(null);
    hub.hasOrganisation = true;
    expect(await word()).toBe(null);
    elapsed += 10 * 60_000 + 1;
    expect(await word()).toBe('theirs');
  });
});

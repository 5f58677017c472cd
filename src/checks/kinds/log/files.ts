/** Reads what is new in files, and goes on where the look before ended: in a file that was renamed, too, and anew in one that was emptied. */
import { relative } from 'node:path';
import { type Finding, fail, pass, Unknown, warn } from '../../verdict.ts';
import { beganAnew, cutLines, firstLook, noFile } from './messages.ts';
import { headOf, isOpen, matched, type Opened, opened, pathsOf, type Shut, siblings, unreadable } from './opening.ts';
import { type Part, type Reads, readOn } from './reading.ts';
import type { ReadFile, State } from './state.ts';

interface Given extends Reads {
  patterns: string[];
  folder: string;
  /** How much of the end of a file that nobody has looked at. */
  first: number;
  /** Null: this is the first look at all. */
  before: Pick<State, 'files' | 'at'> | null;
}

export interface ReadAll {
  files: ReadFile[];
  lines: number;
  /** How many files they are. */
  count: number;
  notes: Finding[];
}

export async function readFiles({ patterns, folder, first, before, ...reads }: Given): Promise<ReadAll> {
  await using open = new AsyncDisposableStack();
  const said = (path: string) => shortened(relative(folder, path), path);
  const { texts, shut } = await textsOf(await pathsOf(patterns, folder), open);
  const troubles = shut.map(one => ({ ...one, says: `${said(one.path)} cannot be read: ${one.why}` }));
  if (texts.length === 0) throw new Unknown(troubles[0]?.says ?? noFile(patterns));

  const known = before?.files ?? [];
  const same = matched(texts, known);
  const away = known.filter(one => ![...same.values()].includes(one));
  const replaced = away.filter(({ path }) => texts.some(one => one.path === path));
  const left = await leftBehind(replaced, texts, open);
  const notes = [
    ...troubles.filter(({ compressed }) => !compressed).map(({ says }) => fail(says)),
    ...replaced.filter(one => ![...left.values()].includes(one)).map(({ path }) => pass(beganAnew(said(path)))),
  ];

  let [lines, cut] = [0, 0];
  const readFrom = async (one: Opened, part: Part) => {
    const read = await readOn(one, part, reads);
    lines += read.lines;
    cut += read.cut;
    return read.offset;
  };
  for (const [one, { offset }] of left) await readFrom(one, { from: offset, ...ended });
  // Who could not be read this time is read on when that is possible again.
  const files = away.filter(({ path }) => shut.some(one => one.path === path));
  for (const one of texts) {
    const was = same.get(one);
    const isNew = before !== null && (known.some(({ path }) => path === one.path) || one.born >= Date.parse(before.at));
    const from = was?.offset ?? (isNew ? 0 : Math.max(0, one.size - first));
    const midway = !was && from > 0;
    if (midway) notes.push(pass(firstLook(said(one.path), first, one.size)));
    // What had no end then and has none now will have none.
    files.push(readOf(one, await readFrom(one, { from, cut: midway, whole: was?.size === one.size })));
  }
  if (cut > 0) notes.push(warn(cutLines(cut)));
  return { files, lines, count: texts.length, notes };
}

/** Where the rest is of what was renamed, or copied and emptied, since. */
async function leftBehind(replaced: ReadFile[], texts: Opened[], open: AsyncDisposableStack): Promise<Map<Opened, ReadFile>> {
  const beside = await siblings(replaced, texts);
  for (const { handle } of beside) open.use(handle);
  return matched(beside, replaced);
}

const ended = { cut: false, whole: true };

const readOf = (one: Opened, offset: number): ReadFile => ({
  ...{ path: one.path, id: one.id, offset, size: one.size },
  head: headOf(one, offset),
});

const shortened = (near: string, path: string): string => (near.startsWith('..') ? path : near).slice(-80);

/** Each once, whatever it is called. */
async function textsOf(paths: string[], open: AsyncDisposableStack): Promise<{ texts: Opened[]; shut: Shut[] }> {
  const texts = new Map<string, Opened>();
  const shut: Shut[] = [];
  for (const path of paths) {
    const one = await opened(path);
    if (!one) continue;
    if (isOpen(one)) open.use(one.handle);
    const trouble = isOpen(one) ? unreadable(one) : one;
    if (trouble) shut.push(trouble);
    else if (isOpen(one) && !texts.has(one.id)) texts.set(one.id, one);
  }
  return { texts: [...texts.values()], shut };
}

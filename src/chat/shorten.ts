/**
 * Makes a long comment short for the Markdown parser without changing what its command lines are: paragraphs without a command keep
 * only the signs that open or close something, and what repeats goes. So a command under a page of log is found in a millisecond.
 */

export interface Row {
  text: string;
  place: number;
}

/** Whether the parser takes longer than it does for `most` plain characters: measured, 1.6 µs each on a machine of 2026. */
export function costs(rows: Row[], most: number): boolean {
  let left = most;
  for (const { text } of rows) {
    left -= text.length + 4;
    if (left < 0) return true;
    const lead = /^(?:[ \t>]|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$))*/.exec(text)?.[0] ?? '';
    const marks = lead.replace(/[ \t\d]/g, '').length;
    // Each level is opened again on each line, and looked at on each line below.
    left -= marks * (marks + 20) + (marks > 0 ? text.search(/\S/) * 4 : 0);
    for (const sign of text.match(/[[\]|<>`!&:\\]/g) ?? []) left -= dear[sign] ?? 2;
  }
  return left < 0;
}

const dear: Record<string, number> = { '[': 20, ']': 15, '|': 16, '!': 4, '<': 4, '>': 3 };

interface Short {
  rows: Row[];
  /** Fewer than were asked for where shortening makes it unclear what a line is. */
  asked: number[];
}

export function shortened(rows: Row[], asked: number[]): Short {
  const wanted = new Set(asked);
  const kept: Row[] = [];
  const sure: number[] = [];
  const declares = rows.some(row => /<![a-z]/i.test(row.text));
  const inFence = fences(rows);
  let before = '';
  const last = asked.at(-1) ?? -1;
  for (const chunk of chunks(rows)) {
    // What comes later makes nothing of it but a link, see `brackets`.
    if ((chunk[0]?.place ?? 0) > last) break;
    const commands = chunk.filter(row => wanted.has(row.place)).map(row => row.place);
    const short = commands.length > 0 ? chunk : skeletons(chunk, declares);
    const text = short.map(row => row.text).join('\n');
    if (commands.length === 0 && text === before && short.every(row => isPlain(row.text))) continue;
    before = text;
    kept.push(...short);
    const [bracket, end] = brackets(chunk);
    sure.push(...commands.filter(place => !inFence.has(place) && !(bracket < place && place <= end)));
  }
  return { rows: kept, asked: sure };
}

/** Paragraphs with the empty lines after them. */
function chunks(rows: Row[]): Row[][] {
  const all: Row[][] = [];
  let open = false;
  for (const row of rows) {
    const empty = row.text.trim() === '';
    const last = all.at(-1);
    if (last && (open || empty)) last.push(row);
    else all.push([row]);
    open = !empty;
  }
  return all;
}

function skeletons(chunk: Row[], declares: boolean): Row[] {
  const short: Row[] = [];
  for (const { text, place } of chunk) {
    const bones = skeleton(text, declares);
    if (short.at(-1)?.text !== bones || !isPlain(bones)) short.push({ text: bones, place });
  }
  return short;
}

const fence = /^(?:(`{3,})[^`]*|(~{3,}).*)$/;
/** What begins a block of HTML, ends one anywhere in a line, or folds. */
const tag = /^\s*(?:(?:>|[-+*]|\d{1,9}[.)])\s*)*<[a-z/!?]|-->|\?>|\]\]>|<\/?(?:script|pre|style|textarea|details)\b/i;
const isPlain = (text: string) => !/[`~<>]/.test(text);

/** Indent and list marks say what the line belongs to, fences and tags what follows; of the rest one letter stands for all. */
function skeleton(text: string, declares: boolean): string {
  if (tag.test(text) || (declares && text.includes('>'))) return text;
  const lead = /^(?:[ \t]|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$))*/.exec(text)?.[0] ?? '';
  const rest = text.slice(lead.length).trimEnd();
  if (rest === '') return lead;
  const marks = fence.exec(rest)?.slice(1).join('');
  if (marks) return lead + marks + (marks === rest ? '' : ' a');
  if (rest.startsWith('>')) return `${lead}> a`;
  if (/^(?:[-=]+|[*_ \t]+)$/.test(rest)) return lead + rest.slice(0, 8);
  const opens = /^(?:#{1,6}(?=\s|$)|\[\^)/.exec(rest)?.[0];
  if (opens) return lead + (opens === '[^' ? '[^a]: a' : `${opens} a`);
  return `${lead}a`;
}

/**
 * Lines between two fences, counted as if there were no lists and quotes. The parser decides on what was kept; this is the second
 * opinion, so that a list that ends differently in the short text cannot turn a fence inside out.
 */
function fences(rows: Row[]): Set<number> {
  const inside = new Set<number>();
  let open = '';
  for (const { text, place } of rows) {
    const marks = fence.exec(text.trim())?.slice(1).join('') ?? '';
    if (open) inside.add(place);
    if (!open) open = marks;
    else if (marks.startsWith(open) && text.trim() === marks) open = '';
  }
  return inside;
}

/** The lines of the first `[` and the last `]`: between them may be a link whose definition was shortened away. */
function brackets(chunk: Row[]): [first: number, last: number] {
  const first = chunk.find(row => row.text.includes('['))?.place ?? Number.POSITIVE_INFINITY;
  return [first, chunk.findLast(row => row.text.includes(']'))?.place ?? -1];
}

/**
 * Makes a long comment short for the Markdown parser without changing what its command lines are: paragraphs without a command keep
 * only the signs that open or close something, and what repeats goes. So a command under a page of log is found in a millisecond.
 */

export interface Row {
  text: string;
  place: number;
}

/**
 * Whether the parser takes longer than it does for `most` plain letters. Each number is what was measured for that sign against a
 * letter of prose (0.5 µs on a machine of 2026), so it holds on slower ones too.
 */
export function costs(rows: Row[], most: number): boolean {
  let left = most;
  let underlines = 0;
  let open = false;
  for (const { text } of rows) {
    const lead = /^(?:[ \t>]|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$))*/.exec(text)?.[0] ?? '';
    const quotes = lead.replace(/[^>]/g, '').length;
    const marks = lead.replace(/[ \t\d]/g, '').length;
    const empty = text.trim() === '';
    left -= text.length + (empty ? 10 : 26) + (empty && open ? 18 : 0);
    // Each level is opened again on each line, and looked at on each line below.
    const notes = text.split('[^').length - 1;
    left -= notes * notes;
    left -= marks * (marks + 8) + (marks - quotes) * 46 + (marks > 0 ? text.search(/\S/) * 4 : 0);
    // A heading by the line below it: each moves all that was read before.
    if (/^[ >]*[-=]+\s*$/.test(text)) {
      underlines += 1;
      left -= 40 + underlines;
    }
    for (const sign of text.match(/[[\]|<>`!&:\\*_~#]/g) ?? []) left -= dear[sign] ?? 3;
    open = !empty;
    if (left < 0) return true;
  }
  return left < chunks(rows).reduce((sum, chunk) => sum + searches(chunk), 0);
}

const dear: Record<string, number> = { '[': 34, ']': 26, '|': 28, '<': 8, '`': 6, '&': 8 };

/** What has no end is looked for to the end of the paragraph, and again for the next one. */
function searches(chunk: Row[]): number {
  const text = chunk.map(row => row.text.replace(/^[ >]+/, '')).join('\n');
  const ends = new Map<string, number>(ending.map(([begins, end]) => [begins, text.lastIndexOf(end)]));
  const ticks = new Map<number, number>();
  const shorter: { length: number; index: number }[] = [];
  let steps = 0;
  for (const { 0: sign, index } of text.matchAll(/`+|<(?:!--|!\[CDATA\[|[!?/a-zA-Z])/g)) {
    if (sign.startsWith('`')) {
      ticks.set(sign.length, index);
      if (isEscaped(text, index)) shorter.push({ length: sign.length - 1, index });
    } else if (index > (ends.get(sign) ?? ends.get('<') ?? -1)) steps += text.length - index;
  }
  for (const last of ticks.values()) steps += text.length - last;
  // A backslash makes it shorter where it begins code, and not where it ends some: one like itself ends nothing.
  for (const { length, index } of shorter) if ((ticks.get(length) ?? -1) < index) steps += text.length - index;
  return steps / 4;
}

function isEscaped(text: string, index: number): boolean {
  let first = index;
  while (text[first - 1] === '\\') first -= 1;
  return (index - first) % 2 === 1;
}

const ending = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<', '>'],
] as const;

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

/** Code or a comment that begins on one line may hide its end from the next, so the paragraph stays as it is. */
const parts = /<\/?(?:details|blockquote|code|del|table)\b/i;

function skeletons(chunk: Row[], declares: boolean): Row[] {
  if (chunk.some(row => parts.test(row.text))) return chunk;
  const short: Row[] = [];
  for (const { text, place } of chunk) {
    const bones = skeleton(text, declares);
    if (short.at(-1)?.text !== bones || !isPlain(bones)) short.push({ text: bones, place });
  }
  return short;
}

const fence = /^(?:(`{3,})[^`]*|(~{3,}).*)$/;
/** What begins a block of HTML, ends one anywhere in a line, or folds. */
const tag = /^\s*(?:(?:>|[-+*]|\d{1,9}[.)])\s*)*<[a-z/!?]|-->|\?>|\]\]>|<\/?(?:script|pre|style|textarea)\b/i;
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

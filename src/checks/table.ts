/** Outcomes as Markdown: a job's summary, a check run, a comment. What was quoted from outside is inert, and what is long is folded. */
import { fenced, inert } from '../text/inert.ts';
import { signs, summaryOf, timeOf } from './lines.ts';
import { type Outcome, reasonsOf, type Verdict, worst } from './verdict.ts';

const order: Verdict[] = ['fail', 'unknown', 'warn', 'pass'];

/** Those first that somebody has to do something about; else as they stand in the file. */
export const worstFirst = (outcomes: Outcome[]): Outcome[] =>
  outcomes.toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));

const headOfTable = '| | check | environment | what | time |\n|---|---|---|---|---|';
/** For what has to be said where something is left out. */
const spare = 200;

/** At most `most` bytes of UTF-8: rows first, then what is folded, as far as it goes. */
export function pageOf(outcomes: Outcome[], most: number): string {
  const sorted = worstFirst(outcomes);
  const bad = sorted.filter(one => one.verdict !== 'pass');
  const shown = bad.length > 0 ? bad : sorted;
  const page = new Page(`### ${signs[worst(outcomes.map(one => one.verdict))]} ${summaryOf(outcomes)}`, most - spare);
  page.table(shown.map(rowOf));
  for (const one of shown) for (const { title, text } of one.details) page.add(folded(`${one.name}: ${title}`, fenced(text)));
  const passed = bad.length > 0 ? sorted.slice(bad.length) : [];
  if (passed.length > 0) page.add(folded(`${passed.length} passed`, [headOfTable, ...passed.map(rowOf)].join('\n')));
  return page.text();
}

class Page {
  #parts: string[];
  #left: number;
  #dropped = 0;

  constructor(head: string, most: number) {
    this.#parts = [head];
    this.#left = most - Buffer.byteLength(head);
  }

  add(part: string): void {
    if (this.#fits(part)) this.#parts.push(part);
    else this.#dropped += 1;
  }

  table(rows: string[]): void {
    const fitting = rows.filter(row => this.#fits(row));
    if (fitting.length > 0) this.#parts.push([headOfTable, ...fitting].join('\n'));
    this.#dropped += rows.length - fitting.length;
  }

  text(): string {
    const more = this.#dropped > 0 ? ['… and more than fits here; the log of the run has all of it.'] : [];
    return [...this.#parts, ...more].join('\n\n');
  }

  #fits(part: string): boolean {
    const bytes = Buffer.byteLength(part) + 2;
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }
}

function rowOf(one: Outcome): string {
  const cells = [signs[one.verdict], inert(one.name), inert(one.environment ?? ''), whatOf(one), timeOf(one)];
  return `| ${cells.join(' | ')} |`;
}

function whatOf(outcome: Outcome): string {
  const reasons = reasonsOf(outcome);
  const shown = reasons.slice(0, 5).map(one => inert(one, 300));
  return [...shown, ...(reasons.length > 5 ? [`and ${reasons.length - 5} more`] : [])].join('<br>');
}

const folded = (title: string, body: string): string => `<details><summary>${inert(title)}</summary>\n\n${body}\n\n</details>`;

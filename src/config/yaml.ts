import {
  Composer,
  type CST,
  type Document,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  Parser,
} from 'yaml';
import type { Problem } from '../core/file.ts';
import { code } from '../text/inert.ts';
import type { Entry, Place, Tree } from './tree.ts';
import { syntaxProblem } from './yaml-errors.ts';

/**
 * YAML, the strict and small part of it that a team's file needs: one document of maps, lists and plain values. No anchors and aliases
 * (a mistake would stand in one place and count in another, and a few lines could grow to gigabytes), no tags, no merge keys.
 */

/** A real file has some hundred lines; reading stays far below 50 ms at these. */
const mostBytes = 64 * 1024;
const mostParts = 4_000;
const mostDepth = 20;

/** The tokens, and where the last quote was opened. */
interface Tokens {
  tokens: CST.Token[];
  quote: number;
}

type Read = { tree: Tree | null; problem: null } | { tree: null; problem: Problem };

const fails = (place: Place, message: string): Read => ({ tree: null, problem: { ...place, message } });

/** Either a tree (null for a file that says nothing) or the one mistake that keeps the whole from being read. */
export function readYaml(given: string): Read {
  const top = { line: 1, column: 1 };
  if (Buffer.byteLength(given) > mostBytes) return fails(top, 'The file is longer than 64 KB; Shipmate reads no longer ones.');
  const text = given.replace(/^\ufeff/, '');
  // Characters that a reviewer cannot see, or that make a line read differently from what it says. U+FFFD is what broken UTF-8 becomes.
  const odd = /(?!\t|\n|\r\n)[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffd]|\p{Cs}/u.exec(text);
  if (odd) {
    const sign = (odd[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    const before = text.slice(0, odd.index).split('\n');
    const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    const why =
      sign === 'FFFD' || sign === '0000' ? 'is not text; save the file as UTF-8' : `is the invisible U+${sign}; delete it`;
    return fails(place, `This character ${why}.`);
  }

  const lines = new LineCounter();
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(Math.min(offset, text.length));
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const read = tokensOf(text, lines);
  if (typeof read === 'number') {
    return fails(
      placeOf(read),
      `The file has more than ${mostParts.toLocaleString('en')} words and signs, or goes too deep; make it simpler.`,
    );
  }
  const documents = compose(read.tokens, text.length);
  for (const { errors, warnings } of documents) {
    const first = errors[0] ?? warnings.find(({ code }) => code !== 'TAG_RESOLVE_FAILED');
    if (!first) continue;
    // A quote that is never closed takes everything down to the end of the file; the mistake is where it starts.
    const start = first.message.endsWith('quote') ? read.quote : first.pos[0];
    return fails(placeOf(start), syntaxProblem(first, text));
  }
  const [document, second] = documents;
  if (second)
    return fails(placeOf(second.range[0]), 'A second document starts here; the file is one document, so remove `---` and `...`.');
  if (!document?.contents) return { tree: null, problem: null };
  return treeOf(document.contents, text, placeOf);
}

/** The tokens, or the offset at which it became too much. */
function tokensOf(text: string, lines: LineCounter): Tokens | number {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  const tokens: CST.Token[] = [];
  let parts = 0;
  let quote = 0;
  for (const lexeme of new Lexer().lex(text)) {
    // The composer calls itself for each level, so the depth has to be known before it starts.
    if (++parts > mostParts || parser.stack.length > 10 * mostDepth) return parser.offset;
    if (/^["']/.test(lexeme)) quote = parser.offset;
    for (const token of parser.next(lexeme)) tokens.push(token);
  }
  for (const token of parser.end()) tokens.push(token);
  return { tokens, quote };
}

function compose(tokens: CST.Token[], end: number): Document.Parsed[] {
  // Each mistake is an Error with a stack: for a file full of mistakes these cost ten times as much as all the rest.
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    // Duplicate keys are found below: the library compares each key with each other.
    return [...new Composer({ uniqueKeys: false, prettyErrors: false }).compose(tokens, true, end)];
  } finally {
    Error.stackTraceLimit = before;
  }
}

function treeOf(root: Node, text: string, placeOf: (offset: number) => Place): Read {
  const at = (node: Node | null | undefined, otherwise: Place): Place => (node?.range ? placeOf(node.range[0]) : otherwise);

  function build(node: Node | null | undefined, otherwise: Place, depth: number): Tree {
    const place = at(node, otherwise);
    const problems = node ? oddities(node, place) : [];
    if (depth > mostDepth && isCollection(node)) {
      const message = `This goes ${depth} levels deep; at most ${mostDepth} are read.`;
      return { kind: 'scalar', at: place, value: null, source: '', problems: [{ ...place, message }] };
    }
    if (problems.length > 0) return { kind: 'scalar', at: place, value: null, source: '', problems };
    if (isSeq<Node>(node)) return { kind: 'list', at: place, items: node.items.map(item => build(item, place, depth + 1)) };
    if (isMap<Node, Node | null>(node)) {
      const map: Tree = { kind: 'map', at: place, entries: [], problems: [] };
      const seen = new Map<string, Entry>();
      for (const pair of node.items) {
        const here = at(pair.key, place);
        const key = keyOf(pair.key, here);
        if (typeof key !== 'string') {
          map.problems.push(key);
          continue;
        }
        const earlier = seen.get(key);
        if (earlier) {
          earlier.problems.push({ ...here, message: `${code(key)} is said twice, first in line ${earlier.at.line}; keep one.` });
          continue;
        }
        const entry = { key, at: here, value: build(pair.value, here, depth + 1), problems: [] };
        seen.set(key, entry);
        map.entries.push(entry);
      }
      return map;
    }
    if (isScalar(node) && node.range) {
      const source = typeof node.value === 'string' ? node.value : text.slice(node.range[0], node.range[1]);
      const value = plain(node.value);
      return { kind: 'scalar', at: place, value, source, problems };
    }
    return { kind: 'scalar', at: place, value: null, source: '', problems };
  }
  return { tree: build(root, placeOf(0), 1), problem: null };
}

const plain = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;

/** What YAML has and a team's file has not. */
function oddities(node: Node, place: Place): Problem[] {
  const problem = (message: string): Problem[] => [{ ...place, message }];
  if (node.tag)
    return problem(
      `${code(node.tag.replace('tag:yaml.org,2002:', '!!'))} is a YAML tag, which Shipmate does not read; put text that starts with \`!\` in quotes.`,
    );
  if ('source' in node && !isScalar(node))
    return problem('This is a YAML alias, which Shipmate does not read; write the value out.');
  if ('anchor' in node && node.anchor) {
    return problem(
      `${code(`&${node.anchor}`)} is a YAML anchor, which Shipmate does not read; write values out, and put text that starts with \`&\` in quotes.`,
    );
  }
  return [];
}

function keyOf(node: Node | null, place: Place): string | Problem {
  const [odd] = node ? oddities(node, place) : [];
  if (odd) return odd;
  if (!isScalar(node)) return { ...place, message: 'A key has to be one word of text.' };
  if (typeof node.value !== 'string') {
    const said = node.source ?? String(node.value);
    return {
      ...place,
      message: said ? `The key ${code(said)} is not text; put it in quotes.` : 'A key is missing before the colon.',
    };
  }
  if (node.value === '<<' && node.type === 'PLAIN')
    return { ...place, message: 'The merge key `<<` is not read; write the settings out.' };
  if (['__proto__', 'constructor', 'prototype'].includes(node.value))
    return { ...place, message: `${code(node.value)} cannot be a key.` };
  return node.value;
}

/** Puts a word into a list of the code, wherever its lines stand. The list is found in the syntax tree, so no string and no comment is taken for it. */
import { type ESTree, parseSync, Visitor } from 'rolldown/utils';
import { Sentence } from '../../core/sentence.ts';

interface Source {
  path: string;
  text: string;
}

/** Whatever is not found is said to whoever changed the shape of the file. */
function lost({ path }: Source, what: string): never {
  throw new Sentence(
    `I do not find ${what} in ${path}, so I wrote nothing. Its shape has changed; teach src/cli/new where to put things now.`,
  );
}

/** Null: it can be read. JSON is read as well, as what it is in a program. */
export const mistakeIn = (path: string, text: string): string | null =>
  parseSync(path, path.endsWith('.json') ? `(${text})` : text).errors[0]?.message ?? null;

function walk({ path, text }: Source, visitor: ConstructorParameters<typeof Visitor>[0]): void {
  const mistake = mistakeIn(path, text);
  if (mistake !== null)
    throw new Sentence(`${path} is no TypeScript at the moment (${mistake}). Mend that first; nothing was written.`);
  new Visitor(visitor).visit(parseSync(path, text).program);
}

const at = (text: string, place: number, more: string): string => text.slice(0, place) + more + text.slice(place);

/** `import { name } from 'from'`, in its place among those of our own. */
export function withImport(source: Source, name: string, from: string): string {
  const all: ESTree.ImportDeclaration[] = [];
  walk(source, { ImportDeclaration: node => void all.push(node) });
  const line = `import { ${name} } from '${from}';\n`;
  const after = all.find(node => node.source.value.startsWith('.') && node.source.value > from) ?? null;
  if (after) return at(source.text, after.start, line);
  const last = all.at(-1) ?? lost(source, 'any import');
  return at(source.text, last.end, `\n${line.trimEnd()}`);
}

/** Where a name of this file is imported from; null: it is no import. */
export function importOf(source: Source, name: string): string | null {
  let found: string | null = null;
  walk(source, {
    ImportDeclaration(node) {
      if (node.specifiers.some(({ type, local }) => type === 'ImportSpecifier' && local.name === name)) found = node.source.value;
    },
  });
  return found;
}

const keyOf = ({ key }: ESTree.ObjectProperty): string | null =>
  key.type === 'Identifier' ? key.name : key.type === 'Literal' && typeof key.value === 'string' ? key.value : null;

const propertyOf = ({ properties }: ESTree.ObjectExpression, name: string): ESTree.ObjectProperty | null => {
  for (const one of properties) if (one.type === 'Property' && !one.computed && keyOf(one) === name) return one;
  return null;
};

/** The value of a constant of this file. */
function constant(source: Source, name: string): ESTree.Expression | null {
  let found: ESTree.Expression | null = null;
  walk(source, {
    VariableDeclarator(node) {
      if (node.id.type === 'Identifier' && node.id.name === name) found = node.init;
    },
  });
  return found;
}

/** Behind the last of them. */
function behindLast(text: string, list: ESTree.Span, last: ESTree.Span | null | undefined, more: string): string {
  return last ? at(text, last.end, `, ${more}`) : at(text, list.start + 1, more);
}

/** One more in `const name = [ … ]`. */
export function withElement(source: Source, name: string, element: string): string {
  const list = constant(source, name);
  if (list?.type !== 'ArrayExpression') return lost(source, `the list \`${name}\``);
  return behindLast(source.text, list, list.elements.at(-1), element);
}

/** One more in `const name = { … }`. */
export function withProperty(source: Source, name: string, property: string): string {
  const map = constant(source, name);
  if (map?.type !== 'ObjectExpression') return lost(source, `the map \`${name}\``);
  return behindLast(source.text, map, map.properties.at(-1), property);
}

/** The object that is a feature: it has the feature's name, and nothing else in the file does. */
function featureIn(source: Source, feature: string): ESTree.ObjectExpression {
  const found: ESTree.ObjectExpression[] = [];
  walk(source, {
    ObjectExpression(node) {
      const name = propertyOf(node, 'name')?.value;
      // A command may be called like its feature; it has a summary.
      if (name?.type === 'Literal' && name.value === feature && !propertyOf(node, 'summary')) found.push(node);
    },
  });
  const [one, ...more] = found;
  return one && more.length === 0 ? one : lost(source, `the one object with \`name: '${feature}'\``);
}

/** One more command of a feature, which may have had none. */
export function withCommand(source: Source, feature: string, element: string): string {
  const object = featureIn(source, feature);
  const commands = propertyOf(object, 'commands');
  if (!commands) {
    const name = propertyOf(object, 'name') ?? lost(source, 'its name');
    return at(source.text, name.end, `, commands: [${element}]`);
  }
  const { value } = commands;
  // `[snooze, mute].map(quietly)`: what holds for all of them holds for one more.
  const list = value.type === 'CallExpression' && value.callee.type === 'MemberExpression' ? value.callee.object : value;
  if (list.type !== 'ArrayExpression') return lost(source, `the list \`commands\` of \`${feature}\``);
  return behindLast(source.text, list, list.elements.at(-1), element);
}

/** The section of the team's file that switches a feature on, and where it is imported from. Null: it needs none, or makes its own. */
export function sectionOf(source: Source, feature: string): { name: string; from: string } | null {
  const sections = propertyOf(featureIn(source, feature), 'sections')?.value;
  if (sections?.type !== 'ArrayExpression') return null;
  const [first] = sections.elements;
  if (first?.type !== 'Identifier') return null;
  const from = importOf(source, first.name);
  return from === null ? null : { name: first.name, from };
}

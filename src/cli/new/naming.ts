/** Names that people give on the command line, and what they are called in the code. */
import { Sentence } from '../../core/sentence.ts';

const shape = /^[a-z][a-z\d]*(?:-[a-z\d]+)*$/;
const longest = 40;

/** Throws where it is none: it becomes the name of a file, of a value and of what people write. */
export function checkName(said: string, what: string): void {
  const sound = (name: string) => name.length > 1 && name.length <= longest && shape.test(name);
  if (said in {})
    throw new Sentence(`"${said}" is what every object of JavaScript has, so no ${what} is called that. Take another name.`);
  if (sound(said)) return;
  const near = said
    .toLowerCase()
    .replace(/[^a-z\d]+/g, '-')
    .replace(/^[-\d]+|-+$/g, '');
  const hint = sound(near) ? ` Did you mean "${near}"?` : '';
  throw new Sentence(
    `${JSON.stringify(said.slice(0, 60))} is no name for a ${what}: it takes 2 to ${longest} small letters and digits, a letter first, words with "-" between.${hint}`,
  );
}

/** `flash-freeze` is `flashFreeze` in the code; `flashFreezeCheck` where that means something else there. */
export function identifierOf(name: string, kind: 'command' | 'source' | 'check', texts: string[]): string {
  const camel = name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  const taken = texts.some(text => new RegExp(`\\b${camel}\\b`).test(text));
  const plain = !taken && !(camel in globalThis) && !reserved.has(camel);
  return plain ? camel : camel + kind.charAt(0).toUpperCase() + kind.slice(1);
}

const reserved = new Set(
  [
    'abstract any arguments as async await boolean break case catch class const continue debugger declare default delete do else enum',
    'export extends false finally for from function get if implements import in infer instanceof interface is keyof let module namespace',
    'never new null number object of package private protected public readonly require return satisfies set static string super switch',
    'symbol this throw true try type typeof undefined unique unknown using var void while with yield exports',
  ]
    .join(' ')
    .split(' '),
);

/** `new-relic` is spelled New Relic, as far as anybody can know. */
export const spelled = (name: string): string =>
  name
    .split('-')
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');

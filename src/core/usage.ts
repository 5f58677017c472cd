/** How a command is written, in one line made from its arguments: `deploy [env] [ref|@sha] [region=eu|us]`. */

import { code } from '../text/inert.ts';
import type { Arg, Args } from './args.ts';

/** What can be left out stands in brackets, and so does what is then asked for. */
export function usageOf(name: string, args: Args): string {
  return [name, ...Object.entries(args).map(([argument, arg]) => usageOfOne(argument, arg))].join(' ');
}

/** The same to read, with its prefix. Not for a table, where `|` ends a cell. */
export const usageSpan = (prefix: string, name: string, args: Args): string =>
  code(prefix + usageOf(name, args), 200).replaceAll('∣', '|');

function usageOfOne(name: string, arg: Arg): string {
  const optional = !arg.required || arg.choices({ environments: [] }) !== null;
  const shown = shapeOf(name, arg);
  switch (arg.how) {
    case 'flag':
      return `[--${name}]`;
    case 'tail':
      return `[--${name} <reason>]`;
    case 'name':
      return optional ? `[${name}=${shown}]` : `${name}=${shown}`;
    case 'place':
    case 'rest':
      return optional ? `[${shown}]` : `<${shown}>`;
  }
}

/** `text` and `number` say less than the argument's own name. */
function shapeOf(name: string, { how, shape }: Arg): string {
  if (how === 'name') return shape;
  return shape.replace(/^(?:text|number)\b/, () => name);
}

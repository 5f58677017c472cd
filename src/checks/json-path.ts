/** A small way to point into JSON: `$.replicas[0].state`, `$.replicas[*]['is ready']`, `$[-1]`. */

export type Step = { key: string } | { index: number } | 'all';

/** One value that a path leads to, with the path that leads to it alone. */
export interface Found {
  at: string;
  value: unknown;
}

const step = /\.([^\s.[\]'"*$]+)|\[(-?\d{1,6})\]|\[\*\]|\['((?:[^'\\]|\\['\\])*)'\]|\["((?:[^"\\]|\\["\\])*)"\]/y;

/** Null: it is none. */
export function stepsOf(path: string): Step[] | null {
  if (!path.startsWith('$')) return null;
  const steps: Step[] = [];
  step.lastIndex = 1;
  while (step.lastIndex < path.length) {
    const read = step.exec(path);
    if (!read) return null;
    const [, dotted, index, single, double] = read;
    const key = dotted ?? (single ?? double)?.replace(/\\(.)/gs, '$1');
    steps.push(key !== undefined ? { key } : index !== undefined ? { index: Number(index) } : 'all');
  }
  return steps;
}

export const pathOf = (steps: Step[]): string => `$${steps.map(written).join('')}`;

function written(one: Step): string {
  if (one === 'all') return '[*]';
  if ('index' in one) return `[${one.index}]`;
  return /^[^\s.[\]'"*$]+$/.test(one.key) ? `.${one.key}` : `['${one.key.replace(/['\\]/g, '\\$&')}']`;
}

/** All that it leads to. Where it leads nowhere, the value is `undefined`: JSON has none of these. */
export function follow(value: unknown, steps: Step[]): Found[] {
  let found: { steps: Step[]; value: unknown }[] = [{ steps: [], value }];
  for (const one of steps)
    found = found.flatMap(({ steps: done, value: from }) =>
      into(from, one).map(([name, inner]) => ({ steps: [...done, name], value: inner })),
    );
  return found.map(({ steps: done, value: inner }) => ({ at: pathOf(done), value: inner }));
}

function into(value: unknown, one: Step): [Step, unknown][] {
  if (one === 'all') return Array.isArray(value) ? value.map((inner, index) => [{ index }, inner]) : [[one, undefined]];
  if ('index' in one) return [[one, Array.isArray(value) ? value.at(one.index) : undefined]];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[one, undefined]];
  return [[one, Object.hasOwn(value, one.key) ? Reflect.get(value, one.key) : undefined]];
}

/** From a method and a path to the route that answers it. */
import type { Route } from './call.ts';
import { routes } from './routes/index.ts';

// Paths of files and names of branches have slashes of their own.
const greedy = new Set(['path', 'ref', 'branch', 'basehead', 'environment_name', 'name']);

interface Compiled {
  route: Route;
  method: string;
  pattern: RegExp;
  names: string[];
}

const compiled: Compiled[] = routes.map(route => {
  const [method = '', template = ''] = route.name.split(' ');
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const pattern = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => (greedy.has(name) ? '(.*)' : '([^/]+)'));
  return { route, method, pattern: new RegExp(`^${pattern}/?$`), names };
});
// The most particular first: `issues/comments` is no issue number, and `commits/main/check-runs` is no branch.
const table = compiled.toSorted((a, b) => a.names.length - b.names.length || b.route.name.length - a.route.name.length);

export function find(method: string, path: string): { route: Route; params: Record<string, string> } | null {
  for (const { route, method: wanted, pattern, names } of table) {
    const match = wanted === method ? pattern.exec(path) : null;
    if (!match) continue;
    const values = match.slice(1).map(value => decode(value));
    return { route, params: Object.fromEntries(names.map((name, place) => [name, values[place] ?? ''])) };
  }
  return null;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

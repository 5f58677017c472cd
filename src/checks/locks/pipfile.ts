/** pipenv's `Pipfile.lock`. */
import * as z from 'zod/mini';
import { decoded, maybeText } from './json.ts';
import { type LockFile, pythonName } from './lock-file.ts';

const one = z.object({ version: maybeText, path: maybeText, file: maybeText });
const group = z.optional(z.record(z.string(), one));
const file = z.object({ default: group, develop: group });

export const pipfile: LockFile = {
  names: ['Pipfile.lock'],
  ecosystem: 'PyPI',
  read(text) {
    const groups = decoded(file, text);
    return [groups.default, groups.develop]
      .flatMap(all => Object.entries(all ?? {}))
      .filter(([, { path }]) => path === undefined)
      .map(([name, { version }]) => ({
        name: pythonName(name),
        version: /^===?([\w.!+-]+)$/.exec(version ?? '')?.[1] ?? null,
      }));
  },
};

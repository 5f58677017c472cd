/** `uv.lock`. */
import { type LockFile, pythonName } from './lock-file.ts';
import { named, packageTables } from './toml.ts';

const own = ['source.virtual', 'source.editable', 'source.directory', 'source.path'];

export const uv: LockFile = {
  names: ['uv.lock'],
  ecosystem: 'PyPI',
  read: text =>
    packageTables(text).flatMap(table => {
      if (own.some(key => table.has(key))) return [];
      const { name, version } = named(table);
      return [{ name: pythonName(name), version: table.has('source.registry') ? (version ?? null) : null }];
    }),
};

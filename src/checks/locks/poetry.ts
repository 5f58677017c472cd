/** `poetry.lock`. */
import { type LockFile, pythonName } from './lock-file.ts';
import { named, packageTables } from './toml.ts';

export const poetry: LockFile = {
  names: ['poetry.lock'],
  ecosystem: 'PyPI',
  read: text =>
    packageTables(text).flatMap(table => {
      const { name, version } = named(table);
      const from = table.get('source.type');
      if (from === 'directory' || from === 'file') return [];
      // `legacy` is a registry of their own.
      return [{ name: pythonName(name), version: from === undefined || from === 'legacy' ? (version ?? null) : null }];
    }),
};

/** `Cargo.lock`. What has no source is in the same repository. */
import type { LockFile } from './lock-file.ts';
import { named, packageTables } from './toml.ts';

export const cargo: LockFile = {
  names: ['Cargo.lock'],
  ecosystem: 'crates.io',
  read: text =>
    packageTables(text).flatMap(table => {
      const from = table.get('source');
      if (from === undefined) return [];
      const { name, version } = named(table);
      return [{ name, version: /^(?:registry|sparse)\+/.test(from) ? (version ?? null) : null }];
    }),
};

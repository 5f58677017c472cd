import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/**
 * `rules` and `stories` are what everybody runs at each change; `chaos` kills, floods and starves real processes, and takes as long again.
 * Files share what they import, which costs more than many a test; in `chaos` each has a process of its own.
 */
const chaos = 'test/chaos/**/*.test.ts';

export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..'),
    globalSetup: 'test/setup.ts',
    setupFiles: 'test/spec/held.ts',
    pool: 'forks',
    isolate: false,
    // A worker waits for the database half of its time: a third one uses that on two cores.
    maxWorkers: 3,
    // Longer than `until` waits, which says for what it did.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000, interval: 20 } },
    projects: [
      { extends: true, test: { name: 'rules', include: ['{src,action}/**/*.test.ts'] } },
      {
        extends: true,
        test: { name: 'stories', include: ['test/**/*.test.ts'], exclude: ['**/node_modules/**', 'test/bench/**', chaos] },
      },
      { extends: true, test: { name: 'chaos', include: [chaos], isolate: true } },
    ],
  },
});

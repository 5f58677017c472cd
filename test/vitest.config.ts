import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** `stories` is what everybody runs at each change; `chaos` kills, floods and starves real processes, and takes as long again. */
const chaos = 'test/chaos/**/*.test.ts';

export default defineConfig({
  test: {
    root: join(import.meta.dirname, '..'),
    globalSetup: 'test/setup.ts',
    setupFiles: 'test/spec/held.ts',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000, interval: 20 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'stories',
          include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'action/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'test/bench/**', chaos],
        },
      },
      { extends: true, test: { name: 'chaos', include: [chaos] } },
    ],
  },
});

import type { Box } from '../src/sandbox/github/index.ts';
import type { Database } from './database.ts';

/** What `npm start` reads, for an App on such a box and database. Knows nothing of vitest: `npm run chaos -- --seed 1` runs without. */
export const environmentOn = (
  box: Box,
  database: Pick<Database, 'databaseUrl'>,
  env: Record<string, string> = {},
): Record<string, string> => ({
  APP_ID: String(box.credentials.appId),
  PRIVATE_KEY: box.credentials.privateKey,
  WEBHOOK_SECRET: box.credentials.webhookSecret,
  GITHUB_API_URL: box.url,
  DATABASE_URL: database.databaseUrl,
  HOST: '127.0.0.1',
  PORT: '0',
  ...env,
});

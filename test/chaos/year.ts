/** A whole year of reminders, with 200 pull requests: takes some twenty minutes. */
import { spawnSync } from 'node:child_process';

const env = { CHAOS_DAYS: '366', CHAOS_PULLS: '200', ...process.env };
const { status } = spawnSync('npm', ['run', 'chaos', '--', 'test/chaos/reminders-year.test.ts', '-t', 'nobody is disturbed'], {
  ...{ env, stdio: 'inherit', shell: process.platform === 'win32' },
});
process.exitCode = status ?? 1;

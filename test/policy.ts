/** Environments as a team's file makes them, for tables about policy. */
import { effective } from '../src/config/effective.ts';
import { filePath, loadFile } from '../src/config/file.ts';
import { type Environment, environments, environmentsOf } from '../src/features/deploy/config.ts';

/** One environment with these settings and the defaults of all others. */
export function environment(settings: Record<string, unknown>): Environment {
  const file = loadFile([environments], JSON.stringify({ environments: { prod: settings } }), filePath, { organisation: false });
  const { prod } = environmentsOf(effective(file, null));
  if (!prod || file.problems.length > 0) throw new Error(file.problems.map(({ message }) => message).join('\n'));
  return prod;
}

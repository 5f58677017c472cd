import { type Box, type BoxOptions, startGitHub } from '../src/sandbox/github/index.ts';
import { hold } from './spec/held.ts';
import { describedTruth } from './spec/truth.ts';

/** The box for tests: what it, or the code that calls it, gets wrong about GitHub fails the test. */

const truth = describedTruth();

export async function startBox(options: BoxOptions = {}): Promise<Box> {
  const box = await startGitHub({ truth, ...options });
  hold(box);
  return box;
}

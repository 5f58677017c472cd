import { type Answer, type Finding, Unknown, warn } from './verdict.ts';

/** What has failed has failed, whatever else nobody can know. */
export async function beside(certain: Finding[], rest: () => Promise<Answer>): Promise<Answer> {
  try {
    const { findings, ...more } = await rest();
    return { findings: [...certain, ...findings], ...more };
  } catch (error) {
    if (!(error instanceof Unknown) || certain.every(({ verdict }) => verdict !== 'fail')) throw error;
    return { findings: [...certain, warn(error.message)] };
  }
}

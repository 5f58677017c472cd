/** Whether an environment can go back at all, for whoever names the way. What is locked just now is not looked at. */
import type { Ask } from '../../core/feature.ts';
import type { ReturnsTo } from '../../core/shipped.ts';
import { environmentsOf } from './config.ts';
import { names } from './lacks.ts';
import { find, withUnderWay } from './locks/pasts.ts';
import { pastsOf } from './locks/store.ts';
import { queue } from './store.ts';
import { vehicleFor } from './wish.ts';

/** Its workflow takes any commit. */
export async function takesAnyCommit(ask: Ask, environment: string): Promise<boolean> {
  const all = environmentsOf(await ask.file());
  const found = await vehicleFor(ask, environment, all);
  const called = all[environment] && names(all[environment]).sha;
  return found.ok && called !== undefined && found.vehicle.declared.includes(called);
}

export const returnsTo: ReturnsTo = async (ask, environment, sha) => {
  const { repository } = ask.github;
  const pasts = await ask.peek(async session =>
    withUnderWay(await pastsOf(session, repository, environment), await queue(session, repository, environment)),
  );
  return find({ environment, prefix: '/', pasts, to: { sha } }).ok && takesAnyCommit(ask, environment);
};

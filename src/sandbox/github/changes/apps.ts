/** Other Apps on this GitHub: its own Actions, and the CI of a story. */
import type { Account, OtherApp } from '../rows.ts';
import type { World } from '../world.ts';
import { addAccount } from './accounts.ts';

// As on GitHub, where workflows are known by it.
const actionsId = 15_368;

/** The App with this slug, from now on if not before. */
export function otherApp(world: World, slug: string): OtherApp {
  const known = world.otherApps.first(app => app.slug === slug);
  if (known) return known;
  const name = slug === 'github-actions' ? 'GitHub Actions' : slug;
  return world.otherApps.add({ id: slug === 'github-actions' ? actionsId : world.nextId(), slug, name });
}

export function botOf(world: World, slug: string): Account {
  return world.account(`${slug}[bot]`) ?? addAccount(world, 'Bot', `${slug}[bot]`);
}

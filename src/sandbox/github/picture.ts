/** Everything that is true in a box as plain data, so that it can be kept on disk and gone on with. */
import type { App } from './app.ts';
import type { Delivery } from './deliveries.ts';
import type { GitObjects } from './git.ts';
import type { Write } from './ledger.ts';
import type { Manifest } from './manifest.ts';
import type { Site } from './site.ts';
import { type Row, Table } from './table.ts';
import type { World } from './world.ts';

export interface Picture {
  lastId: number;
  /** How far its clock is ahead of the real one. */
  ahead: number;
  tables: Record<string, Row[]>;
  objects: GitObjects;
  app: Omit<App, 'manifest' | 'owner' | 'bot'> & { owner: number; bot: number };
  deliveries: Delivery[];
  writes: Write[];
}

/** Older ones nobody looks for any more. */
const kept = 300;

const tablesOf = (world: World) =>
  Object.entries(world).filter((entry): entry is [string, Table<Row>] => entry[1] instanceof Table);

export function pictureOf(site: Site): Picture {
  const { world, app } = site;
  const { manifest: _, owner, bot, ...rest } = app;
  return {
    lastId: world.nextId(),
    ahead: world.clock.ahead,
    tables: Object.fromEntries(tablesOf(world).map(([name, table]) => [name, table.where(() => true)])),
    objects: world.git.objects(),
    app: { ...rest, owner: owner.id, bot: bot.id },
    deliveries: site.deliveries.slice(-kept),
    writes: site.ledger.writes.slice(-kept),
  };
}

/** Fills a new world with what a picture shows. */
export function hang(world: World, picture: Picture): void {
  while (world.nextId() < picture.lastId);
  world.clock.advance(picture.ahead);
  world.git.put(picture.objects);
  for (const [name, table] of tablesOf(world)) for (const row of picture.tables[name] ?? []) table.add(row);
}

export const appIn = (world: World, { app }: Picture, manifest: Manifest): App => ({
  ...app,
  manifest,
  owner: world.accounts.get(app.owner),
  bot: world.accounts.get(app.bot),
});

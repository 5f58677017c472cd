import { decided } from '../../src/core/decision.ts';
import { handler } from '../../src/core/feature.ts';
import { masking, openLog } from '../../src/engine/log.ts';
import { points } from '../../src/engine/points.ts';
import { running } from '../../src/engine/run.ts';
import { work } from '../../src/engine/work.ts';
import { decode } from '../../src/github/decode.ts';
import { routeOf } from '../../src/github/route.ts';
import { keep } from '../../src/store/deliveries.ts';
import { newHolder } from '../../src/store/holder.ts';
import { openDatabase } from '../../src/store/open.ts';
import { askOf } from '../asking.ts';
import { commentBody, newGuid } from './load.ts';
import type { Figure } from './main.ts';
import { newFolder } from './serving.ts';

/** Ten thousand kept deliveries over five hundred threads, drained by a handler that decides something trivial, with its transaction and audit row. */

const deliveries = 10_000;
const keys = 500;

const trivial = handler({
  on: 'CommentPosted',
  facts: async () => ({}),
  scope: event => `thread/${event.subject.number}`,
  decide: () => decided({ about: 'nothing' }),
});

export async function bench(): Promise<Figure[]> {
  const folder = newFolder();
  try {
    return await drained(folder.path, 'backlog');
  } finally {
    folder.remove();
  }
}

export async function drained(dataFolder: string, name: string): Promise<Figure[]> {
  const mask = masking([]);
  const log = openLog('warn', mask);
  const database = await openDatabase({ databaseUrl: null, dataFolder }, { exclusive: true, log });
  const { store } = database;
  try {
    const bodies = Array.from({ length: keys }, (_, at) =>
      commentBody(payload => Object.assign(payload.issue ?? {}, { number: at + 1 })),
    );
    for (let from = 0; from < deliveries; from += 100) {
      await keep(
        store.pool,
        Array.from({ length: 100 }, (_, at) => {
          const body = bodies[(from + at) % keys] ?? Buffer.alloc(0);
          const guid = newGuid();
          return {
            guid,
            source: 'github',
            name: 'issue_comment',
            ...routeOf(guid, 'issue_comment', JSON.parse(body.toString())),
            body,
          };
        }),
      );
    }
    const run = running({
      store,
      handlers: [trivial],
      birth: new Date(0),
      ask: repository => askOf(repository),
    });
    const times: number[] = [];
    const done = Promise.withResolvers<void>();
    points.committed.subscribe(() => {
      times.push(performance.now());
      if (times.length === deliveries) done.resolve();
    });
    const begun = performance.now();
    const worker = work({
      store,
      holder: newHolder(),
      log,
      mask,
      handle: taken => run(taken, decode(taken.name, JSON.parse(taken.body?.toString() ?? ''), 1)),
    });
    await done.promise;
    const seconds = (performance.now() - begun) / 1_000;
    await worker.stop();
    const gaps = times.map((time, at) => time - (times[at - 1] ?? begun));
    return [
      { name: `${name}.per_s`, value: deliveries / seconds, bound: { least: 300 } },
      { name: `${name}.longest_gap_ms`, value: Math.max(...gaps), bound: { most: 1_000 } },
    ];
  } finally {
    await store.close();
    await database.stop();
  }
}

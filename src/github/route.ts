import type { DeliveryLane } from '../core/event.ts';

/** What the door has to know of a delivery before anybody decodes it: which others it must not overtake, and how urgent it is. */

const spoken = ['issue_comment', 'pull_request_review', 'pull_request_review_comment'];
const progress = ['workflow_run', 'check_run', 'check_suite', 'deployment', 'deployment_status', 'status'];

export function routeOf(guid: string, name: string, payload: unknown): { key: string; lane: DeliveryLane } {
  const key = keyOf(guid, payload);
  // In the same thread a crowd would come first by having come first: it has an order of its own.
  if (passesBy(name, payload)) return { key: passing(key), lane: 'rest' };
  return { key, lane: isTick(name, payload) ? 'people' : laneOf(name) };
}

/** What is said and done in one issue or pull request stays in order. */
const threadKey = (repository: number, number: number) => `${repository}#${number}`;
const passing = (key: string) => `${key}/passing`;

/** Wherever what was said in it may lie. */
export const threadKeys = (repository: number, number: number): string[] => {
  const key = threadKey(repository, number);
  return [key, passing(key)];
};

function keyOf(guid: string, payload: unknown): string {
  const repository = at(payload, 'repository', 'id');
  if (!isId(repository)) {
    const installation = at(payload, 'installation', 'id');
    return isId(installation) ? `installation/${installation}` : `delivery/${guid}`;
  }
  const thread = at(payload, 'issue', 'number') ?? at(payload, 'pull_request', 'number');
  if (isId(thread)) return threadKey(repository, thread);
  const run = at(payload, 'workflow_run', 'id');
  if (isId(run)) return `${repository}/run/${run}`;
  const deployment = at(payload, 'deployment', 'id');
  if (isId(deployment)) return `${repository}/deployment/${deployment}`;
  const commit = at(payload, 'check_suite', 'head_sha') ?? at(payload, 'sha');
  if (typeof commit === 'string') return `${repository}@${kept(commit)}`;
  const ref = at(payload, 'ref');
  return typeof ref === 'string' ? `${repository}:${kept(ref)}` : `${repository}`;
}

/** The database refuses a zero in a text, and an endless one in an index: with it, all that is written at the same time. */
const kept = (text: string) => text.replaceAll('\0', '').slice(0, 300);

function laneOf(name: string): DeliveryLane {
  if (progress.includes(name)) return 'progress';
  return spoken.includes(name) ? 'people' : 'rest';
}

/** A public repository's passers-by must not keep its people waiting. Who edits an App's comment has ticked a box in it, and can write here. */
function passesBy(name: string, payload: unknown): boolean {
  if (!spoken.includes(name) || at(payload, 'repository', 'private') !== false) return false;
  if (at(payload, 'action') === 'edited' && at(payload, 'comment', 'user', 'type') === 'Bot') return false;
  const tie = at(payload, 'comment', 'author_association') ?? at(payload, 'review', 'author_association');
  return tie === 'NONE' || tie === 'FIRST_TIMER' || tie === 'FIRST_TIME_CONTRIBUTOR';
}

/** Who edits an App's issue has ticked a box in it, and waits for what comes of it. */
const isTick = (name: string, payload: unknown): boolean =>
  name === 'issues' && at(payload, 'action') === 'edited' && at(payload, 'issue', 'user', 'type') === 'Bot';

const isId = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value);

/** By hand: this runs at the door, for every delivery, and a schema took longer than all the rest of it. */
function at(value: unknown, ...path: string[]): unknown {
  let found = value;
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = Reflect.get(found, name);
  }
  return found;
}

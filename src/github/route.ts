import * as z from 'zod/mini';
import type { DeliveryLane } from '../core/event.ts';

/** What the door has to know of a delivery before anybody decodes it: which others it must not overtake, and how urgent it is. */

const Id = z.optional(z.catch(z.union([z.number(), z.string()]), 0));
const Numbered = z.optional(z.catch(z.nullable(z.object({ number: Id, id: Id })), null));
const Payload = z.object({
  repository: z.optional(z.catch(z.object({ id: Id, private: z.optional(z.boolean()) }), {})),
  installation: z.optional(z.catch(z.object({ id: Id }), {})),
  issue: Numbered,
  pull_request: Numbered,
  workflow_run: Numbered,
  workflow_job: z.optional(z.catch(z.object({ run_id: Id }), {})),
  ref: z.optional(z.catch(z.string(), '')),
  comment: z.optional(z.catch(z.object({ author_association: z.optional(z.string()) }), {})),
  review: z.optional(z.catch(z.nullable(z.object({ author_association: z.optional(z.string()) })), null)),
});

const spoken = ['issue_comment', 'pull_request_review', 'pull_request_review_comment'];
const progress = ['workflow_run', 'workflow_job', 'check_run', 'check_suite', 'deployment', 'deployment_status', 'status'];

export function routeOf(guid: string, name: string, payload: unknown): { key: string; lane: DeliveryLane } {
  const parsed = z.safeParse(Payload, payload);
  if (!parsed.success) return { key: `delivery/${guid}`, lane: 'rest' };
  return { key: keyOf(guid, parsed.data), lane: laneOf(name, parsed.data) };
}

function keyOf(guid: string, payload: z.infer<typeof Payload>): string {
  const repository = payload.repository?.id;
  if (!repository) return payload.installation?.id ? `installation/${payload.installation.id}` : `delivery/${guid}`;
  const thread = payload.issue?.number ?? payload.pull_request?.number;
  const run = payload.workflow_run?.id ?? payload.workflow_job?.run_id;
  if (thread) return `${repository}#${thread}`;
  if (run) return `${repository}/run/${run}`;
  return payload.ref ? `${repository}:${payload.ref}` : `${repository}`;
}

function laneOf(name: string, payload: z.infer<typeof Payload>): DeliveryLane {
  if (progress.includes(name)) return 'progress';
  if (!spoken.includes(name)) return 'rest';
  // A public repository's passers-by must not keep its people waiting.
  const tie = (payload.comment ?? payload.review)?.author_association;
  const passerBy = payload.repository?.private === false && ['NONE', 'FIRST_TIMER', 'FIRST_TIME_CONTRIBUTOR'].includes(tie ?? '');
  return passerBy ? 'rest' : 'people';
}

/** All gates of one wish, in their order. Those that nobody asks for are left out. */
import type { Gate, Judging } from './gate.ts';
import { after } from './gates/after.ts';
import { approval } from './gates/approval.ts';
import { checks } from './gates/checks.ts';
import { commit } from './gates/commit.ts';
import { draft } from './gates/draft.ts';
import { fork } from './gates/fork.ts';
import { freeze } from './gates/freeze.ts';
import { green } from './gates/green.ts';
import { infrastructure } from './gates/infrastructure.ts';
import { lock } from './gates/lock.ts';
import { plan } from './gates/plan.ts';
import { reviews } from './gates/reviews.ts';
import { seen } from './gates/seen.ts';
import { upToDate } from './gates/up-to-date.ts';

const every = [lock, freeze, fork, draft, commit, seen, after, checks, reviews, upToDate, green, infrastructure, plan, approval];

export const gatesOf = (given: Judging): Gate[] => every.flatMap(gate => gate(given) ?? []);

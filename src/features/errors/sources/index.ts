/** All sources of alerts, in the order in which they are listed. One more is one file and one word here. */
import { alertmanager } from './alertmanager.ts';
import { checks } from './checks.ts';
import { generic } from './generic.ts';
import { grafana } from './grafana.ts';
import { librato } from './librato.ts';
import { pagerduty } from './pagerduty.ts';
import { pagerdutyEvents } from './pagerduty-events.ts';
import { rollbar } from './rollbar.ts';
import { runscope } from './runscope.ts';
import { sentry } from './sentry.ts';
import type { Source } from './source.ts';

export const sources: Source[] = [
  ...[sentry, rollbar, pagerduty, alertmanager, grafana, librato, checks, runscope],
  ...[generic, pagerdutyEvents],
];

export const sourceOf = (kind: string): Source | null => sources.find(one => one.kind === kind) ?? null;

import { Counter, Gauge, Registry } from 'prom-client';
import type { Store } from '../store/connection.ts';
import { countOpen, countOpenEffects, countPaused, databaseBytes, oldestUnsentMs, oldestWaitingMs } from '../store/inbox.ts';
import { points } from './points.ts';

export interface Gauged {
  name: string;
  help: string;
  count(): Promise<number>;
}

/**
 * What an operator's graphs are made of: counted where deliveries and effects pass, asked from the database when somebody looks.
 * `more`: what features count.
 */
export function meter(store: Store, more: Gauged[]): () => Promise<string> {
  const registers = [new Registry()];
  const counter = <T extends string>(name: string, help: string, ...labelNames: T[]) =>
    new Counter({ name, help, labelNames, registers });

  const answers = counter('shipmate_webhook_answers_total', 'Answers at the door, by status.', 'status');
  const hookAnswers = counter('shipmate_hook_answers_total', 'Answers at the doors of hooks, by status.', 'status');
  const kept = counter('shipmate_deliveries_kept_total', 'Deliveries kept, and those known already.', 'outcome');
  const committed = counter('shipmate_decisions_total', 'Deliveries that led to a decision.');
  const setAside = counter('shipmate_deliveries_set_aside_total', 'Deliveries that an operator has to look at.');
  const effects = counter('shipmate_effects_total', 'Writes to GitHub, by kind and by how they ended.', 'kind', 'state');

  points.answered.subscribe(status => answers.inc({ status: String(status) }));
  points.hookAnswered.subscribe(status => hookAnswers.inc({ status: String(status) }));
  points.kept.subscribe(outcome => kept.inc({ outcome: String(outcome) }));
  points.committed.subscribe(() => committed.inc());
  points.setAside.subscribe(() => setAside.inc());
  points.effectEnded.subscribe(message => {
    const { kind, state } = Object(message);
    effects.inc({ kind, state });
  });

  new Gauge({
    name: 'shipmate_deliveries',
    help: 'Deliveries that are not handled, by state.',
    labelNames: ['state'],
    registers,
    async collect() {
      for (const [state, n] of Object.entries(await countOpen(store.db))) this.set({ state }, n);
    },
  });
  new Gauge({
    name: 'shipmate_effects_open',
    help: 'Writes to GitHub that have not ended, by state.',
    labelNames: ['state'],
    registers,
    async collect() {
      for (const [state, n] of Object.entries(await countOpenEffects(store.db))) this.set({ state }, n);
    },
  });
  const ofTheStore: Gauged[] = [
    {
      name: 'shipmate_oldest_waiting_seconds',
      help: 'How long the oldest due delivery has waited.',
      count: async () => (await oldestWaitingMs(store.db)) / 1_000,
    },
    {
      name: 'shipmate_oldest_unsent_seconds',
      help: 'How long the oldest write that could leave has waited.',
      count: async () => (await oldestUnsentMs(store.db)) / 1_000,
    },
    {
      name: 'shipmate_installations_paused',
      help: 'Installations that GitHub lets write nothing for now.',
      count: () => countPaused(store.db),
    },
    { name: 'shipmate_database_bytes', help: 'What the database takes on its disk.', count: () => databaseBytes(store.db) },
  ];

  for (const { name, help, count } of [...ofTheStore, ...more])
    new Gauge({
      ...{ name, help, registers },
      async collect() {
        this.set(await count());
      },
    });

  const [registry] = registers;
  return async () => (await registry?.metrics()) ?? '';
}

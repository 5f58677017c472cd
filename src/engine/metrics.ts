import { sql } from 'kysely';
import { Counter, Gauge, Registry } from 'prom-client';
import type { Store } from '../store/connection.ts';
import { points } from './points.ts';

/** What an operator's graphs are made of: counted where deliveries and effects pass, asked from the database when somebody looks. */
export function meter(store: Store): () => Promise<string> {
  const registers = [new Registry()];
  const counter = <T extends string>(name: string, help: string, ...labelNames: T[]) =>
    new Counter({ name, help, labelNames, registers });

  const answers = counter('shipmate_webhook_answers_total', 'Answers at the door, by status.', 'status');
  const kept = counter('shipmate_deliveries_kept_total', 'Deliveries kept, and those known already.', 'outcome');
  const committed = counter('shipmate_decisions_total', 'Deliveries that led to a decision.');
  const setAside = counter('shipmate_deliveries_set_aside_total', 'Deliveries that an operator has to look at.');
  const effects = counter('shipmate_effects_total', 'Writes to GitHub, by kind and by how they ended.', 'kind', 'state');

  points.answered.subscribe(status => answers.inc({ status: String(status) }));
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
      const { rows } = await sql<{ state: string; n: number }>`
        select s.state, count(d.seq) as n from (values ('waiting'), ('taken'), ('aside')) s (state)
        left join deliveries d on d.state = s.state group by s.state`.execute(store.db);
      for (const { state, n } of rows) this.set({ state }, n);
    },
  });
  new Gauge({
    name: 'shipmate_effects_open',
    help: 'Writes to GitHub that have not ended, by state.',
    labelNames: ['state'],
    registers,
    async collect() {
      const { rows } = await sql<{ state: string; n: number }>`
        select s.state, count(e.id) as n from (values ('planned'), ('sent')) s (state)
        left join effects e on e.state = s.state group by s.state`.execute(store.db);
      for (const { state, n } of rows) this.set({ state }, n);
    },
  });
  new Gauge({
    name: 'shipmate_oldest_waiting_seconds',
    help: 'How long the oldest due delivery has waited.',
    registers,
    async collect() {
      const { rows } = await sql<{ age: number }>`
        select coalesce(extract(epoch from clock() - min(due_at)), 0)::float8 as age from deliveries
        where state = 'waiting' and due_at <= clock()`.execute(store.db);
      this.set(rows[0]?.age ?? 0);
    },
  });

  const [registry] = registers;
  return async () => (await registry?.metrics()) ?? '';
}

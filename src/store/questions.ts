/** Questions with boxes: one row each, one row for each box. */
import type { Option } from '../core/command.ts';
import type { Change } from '../core/decision.ts';
import type { Session } from '../core/session.ts';
import { jsonOf } from './json.ts';
import { rowsOf } from './session.ts';

export interface Question {
  /** The id of the command that asks. */
  id: string;
  repository: number;
  number: number;
  asked: { id: number; login: string };
  /** As it was said, from the command's name on. */
  line: string;
  /** What was asked for and answered before. */
  answers: Record<string, string>;
  argument: string;
  /** The key of the effect that posted its comment. */
  comment: string;
  /** The node of what was said first: it gets its 🚀 or 😕 when a tick, or nobody, has answered. */
  sign: string | null;
  heading: string;
  options: Option[];
  /** Every text it has had, boxes cleared; the last one is how it stands. */
  written: string[];
  state: 'open' | 'answered' | 'lapsed' | 'folded';
  lapsesAt: Date;
}

/** There is at most one: who is asked again is not asked twice. */
export const openFor = (session: Session, at: { repository: number; number: number; person: number }) =>
  open(session, at, { person: at.person });

/** The one in this comment of ours, by its node. */
export const openIn = (session: Session, at: { repository: number; number: number; node: string }) =>
  open(session, at, { node: at.node });

export async function questionOf(session: Session, id: string): Promise<Question | null> {
  const rows = await rowsOf(session).selectFrom('questions').selectAll().where('id', '=', id).execute();
  return rows[0] ? whole(session, rows[0]) : null;
}

async function open(
  session: Session,
  { repository, number }: { repository: number; number: number },
  { person, node }: { person?: number; node?: string },
): Promise<Question | null> {
  let query = rowsOf(session)
    .selectFrom('questions')
    .selectAll('questions')
    .where('questions.repository_id', '=', repository)
    .where('number', '=', number)
    .where('questions.state', '=', 'open');
  if (person !== undefined) query = query.where('asked_id', '=', person);
  if (node !== undefined) {
    query = query.innerJoin('effects', 'effects.key', 'questions.comment').where('effects.remote_id', '=', node);
  }
  const row = await query.executeTakeFirst();
  return row ? whole(session, row) : null;
}

type Row = Omit<Question, 'repository' | 'asked' | 'options' | 'lapsesAt'> & {
  repository_id: number;
  asked_id: number;
  asked_login: string;
  lapses_at: Date;
};

async function whole(session: Session, row: Row): Promise<Question> {
  const options = await rowsOf(session)
    .selectFrom('question_options')
    .select(['value', 'says'])
    .where('question', '=', row.id)
    .orderBy('place')
    .execute();
  const { repository_id, asked_id, asked_login, lapses_at, ...rest } = row;
  return { ...rest, repository: repository_id, asked: { id: asked_id, login: asked_login }, lapsesAt: lapses_at, options };
}

export const asked = (question: Question): Change => ({
  what: `question ${question.id}`,
  async write(session) {
    const { repository, asked, options, lapsesAt, answers, ...rest } = question;
    await rowsOf(session)
      .insertInto('questions')
      .values({
        ...rest,
        repository_id: repository,
        asked_id: asked.id,
        asked_login: asked.login,
        answers: jsonOf(answers),
        lapses_at: lapsesAt,
      })
      .execute();
    await rowsOf(session)
      .insertInto('question_options')
      .values(options.map((option, place) => ({ question: question.id, place, ...option })))
      .execute();
  },
});

export const movedOn = ({ id, state, written }: Pick<Question, 'id' | 'state' | 'written'>): Change => ({
  what: `question ${id}: ${state}`,
  async write(session) {
    await rowsOf(session).updateTable('questions').set({ state, written }).where('id', '=', id).execute();
  },
});

import { describe, expect, test } from 'vitest';
import { carol, config, move, on, row } from '../../../../test/nudges.ts';
import type { Outcome } from '../../../store/outcomes.ts';
import { type Books, newBooks } from '../books/books.ts';
import { begins, unopened } from './decide.ts';

/** The issue that asks whether reminders may begin, and what becomes of it. */

const repository = { id: 7, owner: 'acme', name: 'web', installation: 3, private: false, defaultBranch: 'main' };
const waiting = row(move('review', [carol]));
const asks = (at: string, books: Books = newBooks(on('Mon 09:00'), false)) =>
  begins({ repository, page: 'https://github.test/acme/web', config: config(), books, now: on(at) }, [waiting]);
const ended = (more: Partial<Outcome>): Outcome => ({
  ...{ state: 'done', remoteId: null, error: null, unsure: false, settledAt: null },
  ...more,
});

describe('the issue', () => {
  test.each<[string, Outcome | null]>([
    ['is not known yet', null],
    ['is on its way', ended({ state: 'sent' })],
    ['is open', ended({ remoteId: '8/I_8' })],
  ])('that %s is waited for', (_, opening) => expect(unopened(asks('Tue 10:00').books, opening)).toBe(null));

  test.each<[string, Outcome]>([
    ['refuses', ended({ state: 'failed', error: 'Issues are disabled for this repo' })],
    ['never got', ended({ state: 'dropped' })],
  ])('that GitHub %s is opened anew by the next look at everything, under another name', (_, opening) => {
    const first = asks('Tue 10:00');
    const again = unopened(first.books, opening);
    expect(again).toMatchObject({ books: { state: 'reading', plan: null }, effects: [] });
    expect(again?.says).toContain(opening.error ?? 'was not opened');
    const second = asks('Wed 10:00', again?.books);
    expect(second.books.state).toBe('asked');
    expect(second.effects[0]?.key).not.toBe(first.effects[0]?.key);
  });

  test('that somebody closed is none of that', () =>
    expect(unopened({ ...asks('Tue 10:00').books, state: 'refused' }, ended({ state: 'failed' }))).toBe(null));
});

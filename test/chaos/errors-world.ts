import { createHmac } from 'node:crypto';
import type { Dice } from './dice.ts';

/** A production with a few things that go wrong and right again as the dice fall, and a pager that tells of it until somebody has heard. */

export const secret = 'only-this-pager-knows-what-is-in-here-4711';
const file = '.github/shipmate.yml';
export const files = { [file]: 'errors: { from: { pagerduty: Web } }\n' };

const words = { firing: 'triggered', acknowledged: 'acknowledged', resolved: 'resolved' } as const;
type Status = keyof typeof words;

export interface Letter {
  thing: string;
  status: Status;
  at: Date;
  id: string;
  body: string;
  /** How often somebody said 202. */
  heard: number;
}

/** What is told has happened: all letters of a story take less. */
const ago = 10 * 60_000;

/** As many as may have an issue of their own within an hour. */
const things = ['alpha', 'beta', 'gamma', 'delta'];

export class ErrorWorld {
  readonly letters: Letter[] = [];
  readonly #dice: Dice;
  readonly #now: () => Date;
  #newest = 0;

  constructor(dice: Dice, now: () => Date) {
    this.#dice = dice;
    this.#now = now;
  }

  get things(): string[] {
    return things;
  }

  /** Some letters, of which no two are of the same moment: what is true is what the newest says. */
  act(): string {
    const many = this.#dice.below(4) === 0 ? 1 + this.#dice.below(30) : 1 + this.#dice.below(3);
    return Array.from({ length: many }, () => this.#one()).join(', ');
  }

  /** Still to be sent, and some that were heard already, in any order: a pager tries again when it is not sure. */
  toSend(dice = this.#dice): Letter[] {
    const open = this.letters.filter(({ heard }) => heard === 0);
    const again = this.letters.filter(({ heard }) => heard > 0 && dice.below(12) === 0);
    return dice.shuffled([...open, ...again]);
  }

  of(thing: string): Letter[] {
    return this.letters.filter(letter => letter.thing === thing);
  }

  isOn(thing: string): boolean {
    const last = this.of(thing).at(-1);
    return last !== undefined && last.status !== 'resolved';
  }

  /** How often it was over and has begun anew. */
  returns(thing: string): number {
    const all = this.of(thing).filter(({ status }) => status !== 'acknowledged');
    return all.filter(({ status }, place) => status === 'firing' && all[place - 1]?.status === 'resolved').length;
  }

  #one(): string {
    const thing = things[this.#dice.below(things.length)] ?? 'alpha';
    const fate = this.#dice.below(10);
    // Whoever acknowledges what nobody has heard of tells of it, too.
    const isKnown = this.of(thing).some(({ heard }) => heard > 0);
    const status = !this.isOn(thing) || fate < 6 ? 'firing' : fate < 7 && isKnown ? 'acknowledged' : 'resolved';
    this.#newest = Math.max(this.#now().getTime() - ago, this.#newest + 1 + this.#dice.below(1_500));
    this.letters.push(letterOf(thing, status, new Date(this.#newest), `letter-${this.letters.length}`));
    return `${thing} ${status}`;
  }
}

function letterOf(thing: string, status: Status, at: Date, id: string): Letter {
  const data = {
    ...{ id: `P${thing}`, type: 'incident', title: `@bob: ${thing} fails, fixes #1`, urgency: 'high' },
    service: { summary: 'Web' },
  };
  const agent = { type: 'user_reference', summary: '@alice' };
  const event = { id, event_type: `incident.${words[status]}`, occurred_at: at.toISOString(), agent, data };
  return { thing, status, at, id, body: JSON.stringify({ event }), heard: 0 };
}

/** Whether this door has kept it, as far as the pager can tell. */
export async function post(url: string, { body }: Letter): Promise<boolean> {
  const signature = `v1=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const headers = { 'content-type': 'application/json', 'x-pagerduty-signature': signature };
  const answer = await fetch(`${url}/hooks/pagerduty`, { method: 'POST', body, headers }).catch(() => null);
  return answer?.status === 202;
}

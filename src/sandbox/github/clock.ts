/** The box's time: starts at the real one, runs on with it, and jumps when a test or the page says so. */
export interface Clock {
  now(): Date;
  /** Everything that is due on the way happens at its own time. */
  advance(ms: number): void;
  /** How far the box is ahead of the real time. */
  readonly ahead: number;
}

/** What happens by itself, and when next. */
export interface Agenda {
  next(): Date | null;
  /** Does what is due by now. */
  run(): void;
}

export class BoxClock implements Clock {
  ahead: number;
  #agendas: Agenda[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(ahead = 0) {
    this.ahead = ahead;
  }

  now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  advance(ms: number): void {
    const until = this.ahead + ms;
    for (;;) {
      const next = this.#next();
      if (!next || next.getTime() > Date.now() + until) break;
      this.ahead = Math.max(this.ahead, Math.min(until, next.getTime() - Date.now()));
      this.#run();
    }
    this.ahead = until;
    this.look();
  }

  follow(agenda: Agenda): void {
    this.#agendas.push(agenda);
    this.look();
  }

  /** To be called when something new is on the agenda. */
  look(): void {
    clearTimeout(this.#timer);
    const next = this.#next();
    if (!next) return;
    // A longer wait than this does not fit into a timer.
    const wait = Math.min(Math.max(0, next.getTime() - this.now().getTime()), 2 ** 31 - 1);
    this.#timer = setTimeout(() => {
      this.#run();
      this.look();
    }, wait);
    this.#timer.unref();
  }

  stop(): void {
    this.#agendas = [];
    clearTimeout(this.#timer);
  }

  #next(): Date | null {
    const times = this.#agendas.map(agenda => agenda.next()).filter(at => at !== null);
    return times.reduce<Date | null>((first, at) => (first && first <= at ? first : at), null);
  }

  #run(): void {
    for (const agenda of this.#agendas) agenda.run();
  }
}

/** GitHub's times have no milliseconds. */
export const stamp = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;

/**
 * Rows in memory. Rows are plain data and never changed in place, so what a change replaced can be put back: that is how a read
 * answers as of an earlier moment, and how a world can be kept on disk.
 */
export interface Row {
  readonly id: number;
}

type Swap = () => void;
interface Step {
  api: boolean;
  undo: Swap[];
  redo: Swap[];
}

/** What changed, newest last, in steps: one step is one write through the API or one act of a person. */
export class Journal {
  #steps: Step[] = [];
  #open: Step | null = null;
  readonly #keep = 500;
  /** Called after each change. */
  heard: () => void = () => {};

  record(undo: Swap, redo: Swap): void {
    const step = this.#open ?? this.#begin(false);
    step.undo.unshift(undo);
    step.redo.push(redo);
    this.heard();
  }

  /** Everything changed inside belongs to one step. */
  step<T>(api: boolean, run: () => T): T {
    if (this.#open) return run();
    this.#open = { api, undo: [], redo: [] };
    try {
      return run();
    } finally {
      if (this.#open.undo.length > 0) this.#push(this.#open);
      this.#open = null;
    }
  }

  /** Runs as if the last write through the API, and whatever came after it, had not happened yet. */
  beforeLastWrite<T>(run: () => T): T {
    const from = this.#steps.findLastIndex(step => step.api);
    const hidden = from < 0 ? [] : this.#steps.slice(from);
    for (const step of hidden.toReversed()) for (const undo of step.undo) undo();
    try {
      return run();
    } finally {
      for (const step of hidden) for (const redo of step.redo) redo();
    }
  }

  #begin(api: boolean): Step {
    const step: Step = { api, undo: [], redo: [] };
    this.#push(step);
    return step;
  }

  #push(step: Step): void {
    this.#steps.push(step);
    if (this.#steps.length > this.#keep) this.#steps.shift();
  }
}

export class Table<T extends Row> {
  #rows = new Map<number, T>();
  readonly #journal: Journal;

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  add(row: T): T {
    this.#swap(row.id, row);
    return row;
  }

  /** Puts new values in; answers the row as it is now. */
  change(id: number, values: Partial<T>): T {
    const row = { ...this.get(id), ...values };
    this.#swap(id, row);
    return row;
  }

  remove(id: number): void {
    this.#swap(id, undefined);
  }

  get(id: number): T {
    const row = this.#rows.get(id);
    if (!row) throw new Error(`The box has no row ${id} here.`);
    return row;
  }

  find(id: number): T | undefined {
    return this.#rows.get(id);
  }

  first(asked: (row: T) => boolean): T | undefined {
    for (const row of this.#rows.values()) if (asked(row)) return row;
    return undefined;
  }

  /** In the order of their ids, which is the order in which they were made. */
  where(asked: (row: T) => boolean): T[] {
    return [...this.#rows.values()].filter(asked).sort((a, b) => a.id - b.id);
  }

  #swap(id: number, row: T | undefined): void {
    const before = this.#rows.get(id);
    const put = (value: T | undefined) => {
      if (value) this.#rows.set(id, value);
      else this.#rows.delete(id);
    };
    put(row);
    this.#journal.record(
      () => put(before),
      () => put(row),
    );
  }
}

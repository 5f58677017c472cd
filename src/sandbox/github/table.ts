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

/** How rows are found without looking at all of them. */
type Keys<T, Name extends string> = Record<Name, (row: T) => string | number | null>;

export class Table<T extends Row, Name extends string = never> {
  #rows = new Map<number, T>();
  readonly #journal: Journal;
  readonly #keys: { name: string; of: (row: T) => string | number | null; ids: Map<string | number | null, Set<number>> }[];

  constructor(journal: Journal, keys?: Keys<T, Name>) {
    this.#journal = journal;
    this.#keys = Object.entries<Keys<T, Name>[Name]>(keys ?? {}).map(([name, of]) => ({ name, of, ids: new Map() }));
  }

  /** Those with this value, in the order in which they were made. */
  of(name: Name, value: string | number | null): T[] {
    const ids = this.#keys.find(key => key.name === name)?.ids.get(value);
    return ids ? [...ids].map(id => this.get(id)).sort((a, b) => a.id - b.id) : [];
  }

  count(name: Name, value: string | number | null): number {
    return this.#keys.find(key => key.name === name)?.ids.get(value)?.size ?? 0;
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
      this.#file(this.#rows.get(id), value);
      if (value) this.#rows.set(id, value);
      else this.#rows.delete(id);
    };
    put(row);
    this.#journal.record(
      () => put(before),
      () => put(row),
    );
  }

  #file(old: T | undefined, now: T | undefined): void {
    for (const { of, ids } of this.#keys) {
      const [was, is] = [old && of(old), now && of(now)];
      if (old && now && was === is) continue;
      if (old && was !== undefined) ids.get(was)?.delete(old.id);
      if (!now || is === undefined) continue;
      const filed = ids.get(is) ?? new Set();
      ids.set(is, filed.add(now.id));
    }
  }
}

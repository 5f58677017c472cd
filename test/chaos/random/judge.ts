/** Counts what was looked at, and keeps what was not as it must be. */
export class Judge {
  checks = 0;
  readonly wrongs: string[] = [];

  /** `says` what is wrong. */
  expects(holds: boolean, says: () => string): void {
    this.checks += 1;
    if (!holds) this.wrongs.push(says());
  }

  /** Each of what another oracle found. */
  hears(wrongs: readonly string[], looked: number): void {
    this.checks += looked;
    this.wrongs.push(...wrongs);
  }
}

export const again = <T>(all: readonly T[]): T[] => all.filter((one, place) => all.indexOf(one) < place);

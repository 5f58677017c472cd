import { grantTeam, joinTeam, leaveTeam, teamNamed } from '../changes/teams.ts';
import type { Account, Role } from '../rows.ts';
import type { Team as TeamRow } from '../rows-people.ts';
import type { Site } from '../site.ts';

/** An organisation and its people. */
export class Organisation {
  readonly account: Account;
  readonly #site: Site;

  constructor(site: Site, account: Account) {
    this.#site = site;
    this.account = account;
  }

  member(person: Account, role: 'member' | 'admin' = 'member', { pending = false }: { pending?: boolean } = {}): void {
    const { world } = this.#site;
    const { memberships } = world;
    const known = memberships.first(row => row.organisation === this.account.id && row.person === person.id);
    if (known) memberships.change(known.id, { role, pending });
    else memberships.add({ id: world.nextId(), organisation: this.account.id, person: person.id, role, pending });
  }

  /** The team with this name, made when there is none; under another one when it says so. */
  team(name: string, { parent }: { parent?: Team } = {}): Team {
    return new Team(this.#site, teamNamed(this.#site, this.account, name, parent?.row ?? null).id);
  }
}

export class Team {
  readonly id: number;
  readonly #site: Site;

  constructor(site: Site, id: number) {
    this.#site = site;
    this.id = id;
  }

  get row(): TeamRow {
    return this.#site.world.teams.get(this.id);
  }

  get slug(): string {
    return this.row.slug;
  }

  /** In the team, or only invited while `pending`. */
  member(
    person: Account,
    { role = 'member', pending = false, by = person }: { role?: 'member' | 'maintainer'; pending?: boolean; by?: Account } = {},
  ): this {
    joinTeam(this.#site, this.row, person, by, { role, pending });
    return this;
  }

  leaves(person: Account, by: Account = person): void {
    leaveTeam(this.#site, this.row, person, by);
  }

  /** What its members may do in a repository. */
  grant(repository: { id: number }, role: Role): this {
    grantTeam(this.#site, this.row, this.#site.world.repositories.get(repository.id), role);
    return this;
  }
}

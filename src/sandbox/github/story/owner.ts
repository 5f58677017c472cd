import type { Account } from '../rows.ts';
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
}

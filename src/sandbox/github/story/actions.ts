/** How runs go by themselves from now on. */
import type { Script } from '../rows-actions.ts';
import type { Site } from '../site.ts';

export type ScriptParts = Partial<Omit<Script, 'id' | 'left'>> & {
  /** Only for the next so many runs. */
  times?: number;
};

export class Actions {
  readonly #site: Site;

  constructor(site: Site) {
    this.#site = site;
  }

  /** `box.actions.script({ workflow: 'deploy.yml', steps: { migrate: 22_000 }, fail: 'migrate' })`; the last one that fits counts. */
  script({ times, ...parts }: ScriptParts = {}): void {
    const { world } = this.#site;
    world.scripts.add({
      id: world.nextId(),
      repository: null,
      workflow: null,
      left: times ?? null,
      queued: 2_000,
      step: 10_000,
      steps: {},
      fail: null,
      logs: {},
      fate: null,
      annotations: [],
      artifacts: {},
      ...parts,
    });
  }

  /** Runs begun from now on wait for the verbs of a story again. */
  byHand(): void {
    for (const script of this.#site.world.scripts.where(() => true)) this.#site.world.scripts.change(script.id, { left: 0 });
  }
}

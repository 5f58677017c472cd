import { answering } from './chat/answering.ts';
import { lapsing } from './chat/lapsing.ts';
import { may } from './chat/may.ts';
import { registries } from './chat/registry.ts';
import { ticking } from './chat/ticking.ts';
import { unpinning } from './chat/unpinning.ts';
import { ownSections } from './config/sections.ts';
import type { Feature, Handler } from './core/feature.ts';
import type { Section, TeamFile } from './core/file.ts';
import type { Named } from './core/lack.ts';
import { buildsOf } from './features/builds/config.ts';
import { buildFeature, buildKind, redBuilds } from './features/builds/index.ts';
import { configCheck } from './features/config-check/index.ts';
import { branchesOf, environmentsOf } from './features/deploy/config.ts';
import { deploy, mergesFrozen, returnsTo, shaOfRelease, shippedTo } from './features/deploy/index.ts';
import { errorFeature, errorKind, failing } from './features/errors/index.ts';
import { help } from './features/help/index.ts';
import { checkOffer } from './features/infrastructure/check.ts';
import { healthOf } from './features/infrastructure/health.ts';
import { checkKind, checksHere, infrastructureFeature } from './features/infrastructure/index.ts';
import { ops } from './features/ops/index.ts';
import { ping } from './features/ping/index.ts';
import { quiet } from './features/quiet/index.ts';
import { quietPulls, reminderFeature, turnHere } from './features/reminders/index.ts';
import { issues, quietKinds, whyHere } from './issues/index.ts';

/** Whose episodes have issues. */
const kinds = [buildKind, errorKind, checkKind];

/** What of a repository a file names. */
const named = {
  environments: (file: TeamFile) => Object.keys(environmentsOf(file)),
  branches(file: TeamFile, defaultBranch: string) {
    const [built, shipped] = [buildsOf(file, defaultBranch), branchesOf(file, defaultBranch)];
    return (name: string) => (built?.isWatched(name) ?? false) || shipped.includes(name);
  },
};

/** THE list of features, in order. */
const everywhere: Feature[] = [
  ping,
  deploy({
    status: [redBuilds, failing, checksHere, turnHere(mergesFrozen)],
    why: whyHere(kinds),
    healthOf,
  }),
  buildFeature(file => Object.keys(environmentsOf(file))),
  errorFeature({ shippedTo, shaOfRelease, returnsTo }),
  infrastructureFeature,
  issues(kinds),
  reminderFeature({ named, frozen: mergesFrozen }),
  quiet([quietKinds(kinds), quietPulls]),
  help({
    groups: file => commands.groups(file),
    find: (file, name) => commands.of(file).find(name),
    known: file => commands.of(file).known,
    may,
  }),
];

const speaking: Feature[] = [
  ...everywhere,
  ops({ taken: everywhere.flatMap(one => one.commands ?? []).map(({ name }) => name), more: checkOffer(named.environments) }),
];

export const sections: Section[] = [...ownSections, ...speaking.flatMap(one => one.sections ?? [])];

export const workflowsOf = (file: TeamFile): Named[] => speaking.flatMap(one => one.workflows?.(file) ?? []);

export const features: Feature[] = [
  ...speaking,
  configCheck({
    sections,
    workflows: workflowsOf,
    loosened: (before, after, round) => speaking.flatMap(one => one.loosens?.(before, after, round) ?? []),
  }),
];

export const commands = registries(features);

/** Made anew for each server: who answers commands remembers strangers, and two servers in one process do not share them. */
export const makeHandlers = (): Handler[] => [
  answering(commands),
  ticking(commands),
  lapsing,
  unpinning(commands),
  ...features.flatMap(one => one.handlers ?? []),
];

import { answering } from './chat/answering.ts';
import { lapsing } from './chat/lapsing.ts';
import { registries } from './chat/registry.ts';
import { ticking } from './chat/ticking.ts';
import { unpinning } from './chat/unpinning.ts';
import { ownSections } from './config/sections.ts';
import type { Feature, Handler } from './core/feature.ts';
import type { Section } from './core/file.ts';
import { configCheck } from './features/config-check/index.ts';
import { ping } from './features/ping/index.ts';

/** THE list of features, in order. */
const speaking: Feature[] = [ping];

export const sections: Section[] = [...ownSections, ...speaking.flatMap(one => one.sections ?? [])];

export const features: Feature[] = [...speaking, configCheck(sections)];

const commands = registries(features);

/** Made anew for each server: who answers commands remembers strangers, and two servers in one process do not share them. */
export const makeHandlers = (): Handler[] => [
  answering(commands),
  ticking(commands),
  lapsing,
  unpinning(commands),
  ...features.flatMap(one => one.handlers ?? []),
];

/** What goes wrong in production has one issue for each thing, opened before anybody writes one, and closed when it is over. */
import type { Feature } from '../../core/feature.ts';
import { ack } from './commands/ack.ts';
import { resolve } from './commands/resolve.ts';
import { errors } from './config.ts';
import type { Deploys } from './deployed.ts';
import { rereads } from './homes.ts';
import { logs } from './logging.ts';
import { looksWith } from './looking.ts';
import { closings } from './mended.ts';
import { scans } from './scanning.ts';
import { tellings } from './telling.ts';

export const errorFeature = (deploys: Deploys): Feature => ({
  name: 'errors',
  sections: [errors],
  commands: [ack, resolve],
  handlers: [looksWith(deploys), ...rereads, closings, tellings, scans, logs],
});

export { failing } from './going.ts';
export { errorKind } from './kind.ts';

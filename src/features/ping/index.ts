/** `/ping`: whether Shipmate hears you here, how fast, as whom, and what it thinks of the repository's file. */
import { answer, command } from '../../core/command.ts';
import type { Feature } from '../../core/feature.ts';
import { here } from './messages.ts';

const pingCommand = command({
  name: 'ping',
  summary: 'Say whether Shipmate is here, and what it sees.',
  // It tells nobody anything new, so everybody who belongs to the repository may ask. Strangers never get here (`chat/authorise.ts`).
  who: 'read',
  examples: ['/ping'],
  acts: false,
  decide: ({ invocation: { at, role, file }, now }) => ({
    reply: answer(here({ took: now.getTime() - at.getTime(), role, file })),
  }),
});

export const ping: Feature = { name: 'ping', commands: [pingCommand] };

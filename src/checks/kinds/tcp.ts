/** Whether something listens. */
import { connect } from 'node:net';
import * as z from 'zod/mini';
import { kind } from '../kind.ts';
import { type Answer, fail, pass } from '../verdict.ts';

const address = z.string().check(z.regex(/^.+:\d{1,5}$/), z.meta({ title: 'a host and a port, such as `db.example.org:5432`' }));

export const tcp = kind({
  name: 'tcp',
  about: 'Whether something listens at a host and port.',
  within: 10_000,
  schema: z.union([
    z.pipe(
      address,
      z.transform((to: string) => ({ to })),
    ),
    z.strictObject({ to: address.check(z.describe('Where.')) }),
  ]),
  says: ({ to }) => to,
  look: ({ to }, { signal }) =>
    new Promise<Answer>(resolve => {
      const [, host = '', port = ''] = /^(.+):(\d+)$/.exec(to) ?? [];
      const socket = connect({ host: host.replace(/^\[|\]$/g, ''), port: Number(port), signal });
      socket.once('connect', () => {
        socket.destroy();
        resolve({ findings: [pass(`${to} listens`)] });
      });
      socket.once('error', error => resolve({ findings: [fail(`${to} does not answer: ${error.message}`)] }));
    }),
});

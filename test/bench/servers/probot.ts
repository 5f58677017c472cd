import { generateKeyPairSync } from 'node:crypto';
import { Probot, Server } from 'probot';

/** Probot's own server with an empty handler and its default log level: what we measure ourselves against. */

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const server = new Server({
  Probot: Probot.defaults({ appId: 1, privateKey, secret: process.env.WEBHOOK_SECRET ?? '' }),
  port: Number(process.env.PORT),
  host: '127.0.0.1',
});
await server.load(app => {
  app.on('issue_comment', async () => {});
});
await server.start();
process.send?.('ready');

import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

/** The least that a webhook receiver can do, and keeps nothing: bytes, HMAC, parse, 202. */

const secret = process.env.WEBHOOK_SECRET ?? '';
createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', chunk => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const given = Buffer.from(String(request.headers['x-hub-signature-256']).slice(7), 'hex');
    const signed = timingSafeEqual(createHmac('sha256', secret).update(body).digest(), given);
    JSON.parse(body.toString());
    response.writeHead(signed ? 202 : 401, { 'content-length': 0 }).end();
  });
}).listen(Number(process.env.PORT), '127.0.0.1', () => process.send?.('ready'));

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A source's own API, as far as these stories use it: what it was asked, and what it answers. */

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export interface Place {
  url: string;
  /** As `OUTSIDE_ALLOWED_HOSTS` wants it. */
  host: string;
  asked: Asked[];
  /** The next answers to whoever tells (`PUT`) and whoever asks (`GET`); then `answer` again. */
  faults: { PUT: number[]; GET: number[] };
  answer: (asked: Asked) => unknown;
  [Symbol.asyncDispose](): Promise<void>;
}

export async function placeElsewhere(): Promise<Place> {
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://place');
    const asked: Asked = {
      ...{ method: request.method ?? '', path: pathname, query: searchParams },
      ...{ headers: request.headers, body: await text(request) },
    };
    place.asked.push(asked);
    const fault = (asked.method === 'PUT' ? place.faults.PUT : place.faults.GET).shift();
    const answer = fault === undefined ? await place.answer(asked) : { error: 'no' };
    response.writeHead(fault ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port }: Pick<AddressInfo, 'port'> = addressOf(server.address());
  const place: Place = {
    ...{ url: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, asked: [], faults: { PUT: [], GET: [] } },
    answer: () => ({}),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
  return place;
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('it listens nowhere');
  return address;
}

/** Logs and archives lie in a store of GitHub's, behind an address that is good for a minute and needs no token. */

const deadline = 20_000;
/** What is longer than this is not read from its beginning. */
const readWhole = 1024 * 1024;

async function get(location: string, headers: Record<string, string> = {}): Promise<Response | null> {
  const response = await fetch(location, { headers, signal: AbortSignal.timeout(deadline) });
  if (response.ok) return response;
  await response.body?.cancel();
  if (response.status === 404 || response.status === 410) return null;
  throw new Error(`what GitHub keeps was not handed out: ${response.status}`);
}

/** Null when it is gone, or longer than that. */
export async function kept(location: string, most: number): Promise<Buffer | null> {
  const response = await get(location);
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response?.body ?? []) {
    parts.push(part);
    length += part.length;
    if (length > most) return null;
  }
  return response && Buffer.concat(parts);
}

/** The last so many bytes, whatever comes before them. Null when it is gone. */
export async function tail(location: string, most: number): Promise<Buffer | null> {
  const whole = await get(location);
  if (!whole) return null;
  const length = Number(whole.headers.get('content-length'));
  if (!(length > readWhole)) return endOf(whole, most);
  await whole.body?.cancel();
  // Not `bytes=-65536`: the store behind GitHub does not know that form.
  const end = await get(location, { range: `bytes=${length - most}-` });
  return end && endOf(end, most);
}

async function endOf(response: Response, most: number): Promise<Buffer> {
  let end = Buffer.alloc(0);
  for await (const part of response.body ?? []) {
    const joined = Buffer.concat([end, part]);
    end = joined.length > most ? Buffer.from(joined.subarray(-most)) : joined;
  }
  return end;
}

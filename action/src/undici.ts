/**
 * Stands in the bundle for the package of this name: Node brings the same itself, and a second copy was half of the file and of each start.
 * What it would add is a proxy, and Node goes through one by itself where `NODE_USE_ENV_PROXY` says so.
 */
export const fetch = globalThis.fetch;
export class ProxyAgent {}

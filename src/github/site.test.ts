import { expect, test } from 'vitest';
import { siteOf } from './site.ts';

test.each([
  ['https://api.github.com', 'https://github.com'],
  ['https://api.acme.ghe.com', 'https://acme.ghe.com'],
  ['https://github.acme.dev/api/v3', 'https://github.acme.dev'],
  ['https://api.acme.dev/api/v3/', 'https://api.acme.dev'],
])('%s is seen at %s', (api, site) => expect(siteOf(api)).toBe(site));

import nock from 'nock';
import { afterAll, beforeAll } from 'vitest';

/** In this file nothing leaves the process but what nock answers; the files after it ask real servers. */
export function onlyNocked(): void {
  beforeAll(() => {
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
  });
  afterAll(() => {
    nock.cleanAll();
    nock.enableNetConnect();
    nock.restore();
  });
}

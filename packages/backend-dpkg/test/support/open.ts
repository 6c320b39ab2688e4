import type { Host } from '@supermin/core';
import { type Opened, openDatabase } from '@supermin/test-support/backends';
import { backend } from '../../src/index.ts';

/** The database of a root, and what is reported of it. */
export function open(host: Host | string): Promise<Opened> {
  return openDatabase(backend, host, 'debian/dpkg');
}

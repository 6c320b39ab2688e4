import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Backend, fromUnicode, type Lock, type LockedRoot, lockedRoot } from '@supermin/core';
import { scratchDirectory } from '../scratch/index.ts';

/** A directory for a test's repository, which is its `m`, and for the cache of who uses it. */
export class RepositoryScratch {
  readonly top = scratchDirectory();
  readonly cache = fromUnicode(join(this.top, 'cache'));

  constructor(private readonly backend: Backend) {}

  /** For `createLock` and `lockedRoot`. */
  get options() {
    return { backend: this.backend, cacheDirectory: this.cache };
  }

  root(lock: Lock): Promise<LockedRoot> {
    return lockedRoot(lock, this.options);
  }

  /** What is in directories of the cache. Default: in the store, and on its way into it. */
  kept(names: readonly string[] = ['layers-1', 'downloads']): string[] {
    return names.flatMap((name) => {
      const directory = join(this.cache, name);
      return existsSync(directory) ? readdirSync(directory) : [];
    });
  }

  /** Makes what was noted of indexes in a directory of the cache two hours older. */
  age(directory: string): void {
    for (const name of readdirSync(join(this.cache, directory))) {
      change(join(this.cache, directory, name), (text) =>
        text.replace(/"fetched":([\d.]+)/, (_, time) => `"fetched":${Number(time) - 7200}`),
      );
    }
  }

  /** Has a server for the repository while `work` runs, which gets its address. */
  async served<T>(work: (uri: string) => Promise<T>): Promise<T> {
    const server = createServer(({ url = '' }, answer) => {
      const path = join(this.top, 'm', decodeURIComponent(url));
      if (existsSync(path)) answer.end(readFileSync(path));
      else answer.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  }
}

/** Changes bytes of a file, each of which is a character. */
export function change(file: string, edit: (text: string) => string): void {
  writeFileSync(file, edit(readFileSync(file, 'latin1')), 'latin1');
}

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLock, fromUnicode, type Host, type Lock, lockedRoot } from '@supermin/core';
import { type Check, check } from '../support/check.ts';
import { readManifest } from '../support/package-json.ts';
import type { RepositorySubject } from './subject.ts';

/** A repository, and a cache of its own. */
export class RepositoryFixture {
  #from = '';
  readonly #directory: string;

  private constructor(
    private readonly subject: RepositorySubject,
    private readonly scratch: string,
  ) {
    this.#directory = join(scratch, 'repository');
  }

  static async make(subject: RepositorySubject, scratch: string): Promise<RepositoryFixture> {
    const fixture = new RepositoryFixture(subject, scratch);
    mkdirSync(fixture.#directory);
    fixture.#from = await subject.repository(fixture.#directory);
    return fixture;
  }

  get directory(): string {
    return this.#directory;
  }

  /** @param cache name of the cache */
  lock({ names = this.subject.names, cache = 'cache', signal }: LockRequest = {}): Promise<Lock> {
    const { arch } = this.subject;
    return createLock({
      ...{ ...this.#options(cache), signal, arch, packages: names, from: [this.#from] },
      family: familyOf(this.subject),
    });
  }

  async root(lock: Lock, cache = 'cache'): Promise<Host> {
    return (await lockedRoot(lock, this.#options(cache))).host;
  }

  /** Names of packages' layers in a cache, and of what is on its way there. */
  kept(cache = 'cache'): string[] {
    return ['layers-1', 'downloads'].flatMap((name) => {
      const directory = join(this.scratch, cache, name);
      return existsSync(directory) ? readdirSync(directory) : [];
    });
  }

  /** The file of the first package of a lock. */
  packageFile({ sources, packages }: Lock): string {
    const [pkg] = packages;
    const uri = `${sources[pkg!.source]!.uri}/${pkg!.path.split('/').map(encodeURIComponent).join('/')}`;
    assert(uri.startsWith('file:'), `the fixture's packages are files of this machine: ${uri}`);
    return fileURLToPath(uri);
  }

  #options(cache: string) {
    const cacheDirectory = fromUnicode(join(this.scratch, cache));
    return { backend: this.subject.backend, cacheDirectory };
  }
}

/** A check of a repository, which is made for it. */
export function onRepository(
  name: string,
  run: (fixture: RepositoryFixture, subject: RepositorySubject) => Promise<void>,
): Check<RepositorySubject> {
  return check(name, async (subject, scratch) => {
    await run(await RepositoryFixture.make(subject, scratch), subject);
  });
}

export interface LockRequest {
  names?: readonly string[];
  cache?: string;
  signal?: AbortSignal;
}

export function familyOf(subject: RepositorySubject): string {
  const { backends } = readManifest(subject.package);
  const found = backends.find(({ name }) => name === subject.backend.name);
  return found?.families[0]?.name ?? '';
}

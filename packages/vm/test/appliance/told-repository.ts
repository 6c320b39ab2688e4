import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Backend, OpenRepositoryOptions, RepositoryPackage } from '@supermin/core';
import { readTar } from '@supermin/core/backend';
import { archive } from '@supermin/test-support/archive';
import { scratchDirectory, writeFiles } from '@supermin/test-support/scratch';

/**
 * Repositories in which there is a package of every name that does not begin with `no-`, with one file `/usr/bin/NAME`, and what they
 * were told. A package file is a tar archive here.
 */
export class ToldRepository {
  readonly opened: OpenRepositoryOptions[] = [];
  readonly resolved: { names: readonly string[]; weak: boolean | undefined }[] = [];
  readonly #mirror = scratchDirectory();

  readonly backend: Backend = {
    name: 'told',
    freshness: () => [],
    open: () => Promise.reject(new Error('no database')),
    repository: {
      open: async (options) => {
        this.opened.push(options);
        return {
          ...{ arch: 'told-arch', cpu: 'aarch64', sources: [{ uri: `file://${this.#mirror}` }] },
          resolve: (names, { weak }) => {
            this.resolved.push({ names, weak });
            return {
              packages: [...new Set(names)].map((name) => this.#packageOf(name)),
              notes: [],
            };
          },
          has: (name) => !name.startsWith('no-'),
          essential: () => ['essential'],
          configuring: () => ['configuring'],
          kernel: () => undefined,
        };
      },
      addresses: ({ uri }, { path }) => [`${uri}/${path}`],
      unpack: async (file) => ({ members: readTar(createReadStream(file)), notes: {} }),
      root: () => ({ below: new Map(), emptied: [], above: new Map() }),
    },
  };

  #packageOf(name: string): RepositoryPackage {
    const bytes = archive([{ name: `usr/bin/${name}`, content: name, mode: 0o755 }]);
    writeFiles(this.#mirror, { [name]: bytes });
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const where = { source: 0, path: name, size: bytes.length, sha256 };
    return { name, version: '1', arch: 'told-arch', id: name, ...where };
  }
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { archive } from '@supermin/test-support/archive';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { build } from '../../src/build/build.ts';
import { RecordStore } from '../../src/cache/build-record.ts';
import type { Writer } from '../../src/plugin/contract.ts';
import { unopenedRoot } from '../../src/repository/unopened-root.ts';
import { sourceOf } from '../support/layers.ts';
import { backendOf, lockOf } from '../support/repository.ts';

const MEMBERS = [{ name: 'etc/x', content: 'x' }];

const writer: Writer = {
  name: 'w',
  outputs: () => ['file'],
  inputs: async () => ({ paths: [], facts: [] }),
  write: async (_, directory) => writeFileSync(join(directory, 'file'), ''),
};

/** A backend with a database of packages without files. */
function backend() {
  const database = {
    find: (id: string) => [{ id, name: id, version: '1', arch: 'all' }],
    closure: () => [],
    contents: async () => [],
    listEntry: () => '',
  };
  return { ...backendOf(async () => sourceOf(MEMBERS)), open: async () => database } as never;
}

describe('build of a root that is not open', () => {
  it('opens it only where the output is not up to date', async () => {
    const [cacheDirectory, top] = [scratchDirectory(), scratchDirectory()];
    const root = unopenedRoot(lockOf(archive(MEMBERS)), { backend: backend(), cacheDirectory });
    let opened = 0;
    const open = () => {
      opened++;
      return root.open();
    };
    const output = join(top, 'out');
    const run = (digest = root.digest) =>
      build({
        ...{ inputs: [], output, family: 'fake/fake', format: 'w', writer, cacheDirectory },
        ...{ backend: backend(), ifNewer: true, lockedRoot: { ...root, digest, open } },
      });
    expect(await run()).toMatchObject({ built: true });
    expect(opened).toBe(1);
    // As it is from the first look on that is a minute later.
    const records = new RecordStore(cacheDirectory);
    records.save(output, { ...records.load(output)!, synced: true });
    expect(await run()).toMatchObject({ built: false });
    expect(opened).toBe(1);
    await run('another digest');
    expect(opened).toBe(2);
  });
});

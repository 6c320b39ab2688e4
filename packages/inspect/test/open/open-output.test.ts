import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { backend } from '@supermin/backend-dpkg';
import { build, localHost } from '@supermin/core';
import { SmallRoot } from '@supermin/test-support/debian';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { treeOf } from '@supermin/test-support/trees';
import { writer } from '@supermin/writer-chroot';
import { describe, expect, it } from 'vitest';
import { openOutput } from '../../src/open/open-output.ts';
import { CHROOT, CPIO, DPKG, registryOf, writerOf } from '../support/plugins.ts';

const registry = registryOf(DPKG, CHROOT, CPIO);

/** A tree that was built of a package, and the cache that remembers it. */
async function buildTree() {
  const top = scratchDirectory({ 'in/packages': 'tool\n' });
  const root = new SmallRoot(join(top, 'root'));
  root.install('tool', ['/usr/bin/tool'], ['Depends: library']);
  root.install('library', ['/usr/lib/library.so']);
  root.install('other', ['/usr/bin/other']);
  const output = join(top, 'out');
  const cacheDirectory = join(top, 'cache');
  await build({
    ...{ inputs: [join(top, 'in')], output, cacheDirectory, host: localHost(root.directory) },
    ...{ backend, family: 'debian/dpkg', writer, format: 'chroot', cpu: 'x86_64' },
  });
  // Not where the packages are: the record tells where that is.
  const host = localHost(join(top, 'in'));
  const common = { registry, host, signal: new AbortController().signal, report: () => {} };
  return { output, options: { ...common, cacheDirectory } };
}

describe('openOutput', async () => {
  const { output, options } = await buildTree();

  it('has the packages that the build remembers, and whose the files are', async () => {
    const subject = (await openOutput(output, options))!;
    expect(subject).toMatchObject({ kind: 'output', names: [output], format: 'chroot', notes: [] });
    expect(subject.packages.map(({ id, purl }) => [id, purl])).toEqual([
      ['library', 'pkg:deb/debian/library@1.0?arch=all&distro=debian'],
      ['tool', 'pkg:deb/debian/tool@1.0?arch=all&distro=debian'],
    ]);
    expect(subject.contents!.tree.lookup('/usr/lib/library.so')?.package).toBe(0);
    expect(subject.contents!.tree.lookup('/usr/bin/tool')?.package).toBe(1);
    subject.close();
  });

  it('knows nothing of packages without the cache, and in another place', async () => {
    const unknown = { packages: [], notes: [expect.stringContaining('nothing tells')] };
    expect(await openOutput(output, { ...options, cacheDirectory: undefined })).toMatchObject(
      unknown,
    );
    const copy = join(scratchDirectory(), 'copy');
    cpSync(output, copy, { recursive: true });
    expect(await openOutput(copy, options)).toMatchObject(unknown);
  });

  it('is of the format that was built, whatever else could read it', async () => {
    const contents = { tree: treeOf({}), size: 0, stored: new Map(), overhead: [], notes: [] };
    const eager = writerOf('eager', ['usr'], { inspect: async () => contents });
    const both = { ...options, registry: registryOf(DPKG, CHROOT, eager) };
    expect(await openOutput(output, both)).toMatchObject({ format: 'chroot' });
    const forgotten = { ...both, cacheDirectory: undefined };
    expect(await openOutput(output, forgotten)).toMatchObject({ format: 'eager' });
    const asked = { ...forgotten, format: 'chroot' };
    expect(await openOutput(output, asked)).toMatchObject({ format: 'chroot' });
    const other = { ...both, format: 'eager' };
    expect(await openOutput(output, other)).toMatchObject({ format: 'eager' });
  });

  it('is undefined for what no writer knows, an error where a format was asked for', async () => {
    const text = join(scratchDirectory({ text: 'some text' }), 'text');
    expect(await openOutput(text, options)).toBeUndefined();
    await expect(openOutput(text, { ...options, format: 'cpio' })).rejects.toMatchObject({
      code: 'INSPECT_FORMAT',
    });
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localHost, type OpenOptions, type PackageDatabase } from '@supermin/core';
import { SmallRoot } from '@supermin/test-support/debian';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { describePackage, noFiles, openRoot } from '../../src/open/open-root.ts';
import { backendOf, DPKG, registryOf } from '../support/plugins.ts';

const context = { signal: new AbortController().signal, report: () => {} };

function smallRoot(): SmallRoot {
  const root = new SmallRoot(scratchDirectory());
  root.write('/etc/os-release', 'ID=debian\nVERSION_ID="12"\n');
  root.install('tool', ['/usr/bin/tool'], ['Source: tools (0.9)']);
  return root;
}

describe('openRoot', () => {
  it('opens the database that is there, and reads os-release', async () => {
    const { directory } = smallRoot();
    const found = (await openRoot(localHost(directory), {
      ...context,
      registry: registryOf(DPKG),
    }))!;
    expect(found.backend.name).toBe('dpkg');
    expect(found.database.packages!().map(({ id }) => id)).toEqual(['tool']);
    expect(found.release).toEqual({ id: 'debian', idLike: [], versionId: '12' });
  });

  it.each([
    ['there is no database', registryOf(DPKG), scratchDirectory()],
    ['no installed plugin reads it', registryOf(), smallRoot().directory],
  ])('is undefined where %s', async (_, registry, directory) => {
    expect(await openRoot(localHost(directory), { ...context, registry })).toBeUndefined();
  });

  it('hands to the backend all that it may need', async () => {
    const given: OpenOptions[] = [];
    const open = async (options: OpenOptions) => {
      given.push(options);
      return {} as PackageDatabase;
    };
    const host = localHost(scratchDirectory({ 'var/lib/list': '' }));
    const registry = registryOf(backendOf('list', '/var/lib/list', { open }));
    await openRoot(host, { ...context, registry, cacheDirectory: '/cache' });
    expect(given).toEqual([
      { ...context, host, cacheDirectory: '/cache', family: 'other/list', options: {} },
    ]);
  });

  it('takes the backend that the user has chosen, and fails as that does', async () => {
    const registry = registryOf(DPKG, backendOf('list', '/var/lib/list', {}));
    const both = smallRoot();
    both.write('/var/lib/list', '');
    const open = (directory: string, backendName: string) =>
      openRoot(localHost(directory), { ...context, registry, backendName });
    expect((await open(both.directory, 'dpkg'))!.backend.name).toBe('dpkg');
    await expect(open(scratchDirectory(), 'dpkg')).rejects.toMatchObject({
      code: 'DPKG_DATABASE_MISSING',
    });
    await expect(open(both.directory, 'other')).rejects.toMatchObject({ code: 'BACKEND_MISSING' });
  });

  it('fails for a damaged database', async () => {
    const { directory } = smallRoot();
    writeFileSync(join(directory, 'var/lib/dpkg/status'), 'no stanza\n');
    await expect(
      openRoot(localHost(directory), { ...context, registry: registryOf(DPKG) }),
    ).rejects.toMatchObject({ code: 'DPKG_DAMAGED' });
  });
});

describe('describePackage', () => {
  const pkg = { id: 'tool', name: 'tool', version: '1.0', arch: 'all' };
  const release = { id: 'debian', idLike: [], versionId: '12' };

  it('has the source that the database tells, and the URL that the backend makes', async () => {
    const host = localHost(smallRoot().directory);
    const root = (await openRoot(host, { ...context, registry: registryOf(DPKG) }))!;
    const [found] = root.database.packages!();
    const source = { name: 'tools', version: '0.9' };
    const purl = 'pkg:deb/debian/tool@1.0?arch=all&distro=debian-12';
    expect(describePackage(found!, root)).toEqual({ ...pkg, source, purl });
    expect(describePackage(pkg, { ...root, database: undefined })).toEqual({ ...pkg, purl });
  });

  it('has nothing but the package, where the plugin tells no more', () => {
    const bare = { name: 'list', freshness: () => [], open: () => expect.unreachable() };
    const database = {} as PackageDatabase;
    const more = { ...pkg, installedSize: 7 };
    expect(describePackage(more, { backend: bare, database, release })).toEqual(pkg);
  });
});

describe('noFiles', () => {
  it('is a package with an empty list', () => {
    const pkg = { id: 'a', name: 'a', version: '1', arch: 'all' };
    expect(noFiles(pkg)).toEqual({ package: pkg, files: [] });
  });
});

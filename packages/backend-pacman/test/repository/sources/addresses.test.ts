import { mkdirSync, writeFileSync } from 'node:fs';
import { type Host, localHost } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { addressesOf } from '../../../src/repository/sources/addresses.ts';

const CORE = { uri: 'http://own', directory: 'core/os/x86_64', mirrors: [], archive: 'arch' };
const MIRRORED =
  '[core]\nServer = http://near/$repo/$arch\nServer = http://far/$repo/$arch/\n[extra]\nServer = http://x\n';

function hostWith(id: string, configuration = MIRRORED): Host {
  const root = scratchDirectory();
  mkdirSync(`${root}/etc`);
  writeFileSync(`${root}/etc/os-release`, `ID=${id}\n`);
  writeFileSync(`${root}/etc/pacman.conf`, configuration);
  return localHost(root);
}
const OTHER = hostWith('debian');

describe('the addresses of a repository', () => {
  it('are those of its distribution', async () => {
    expect(await addressesOf(CORE, [], OTHER)).toEqual(['http://own/core/os/x86_64']);
  });

  it.each([
    ['http://m/archlinux', 'http://m/archlinux/core/os/x86_64'],
    ['http://m/archlinux//', 'http://m/archlinux/core/os/x86_64'],
    ['http://m/$arch/$repo', 'http://m/x86_64/core'],
    ['http://m/$repo/os/$arch/', 'http://m/core/os/x86_64'],
  ])('are those of the mirror that is asked for, and no others: %s', async (mirror, expected) => {
    expect(await addressesOf(CORE, [mirror], hostWith('arch'))).toEqual([expected]);
  });

  it("are those of this machine's pacman, and then the distribution's, on that distribution", async () => {
    expect(await addressesOf(CORE, [], hostWith('arch'))).toEqual([
      ...['http://near/core/x86_64', 'http://far/core/x86_64', 'http://own/core/os/x86_64'],
    ]);
  });

  it.each([
    ['of another distribution', hostWith('manjaro')],
    ['without that repository', hostWith('arch', '[extra]\nServer = http://x\n')],
    ['whose configuration cannot be used', hostWith('arch', '[core]\n')],
  ])('are not those of a machine %s', async (_, host) => {
    expect(await addressesOf(CORE, [], host)).toEqual(['http://own/core/os/x86_64']);
  });

  it("have no mirrors where they are the user's own", async () => {
    const own = { uri: 'http://a', directory: '', mirrors: ['http://b'] };
    const host = hostWith('arch');
    expect(await addressesOf(own, ['http://m'], host)).toEqual(['http://a', 'http://b']);
    const placed = { ...own, directory: 'core/os/x86_64' };
    expect(await addressesOf(placed, ['http://m'], host)).toEqual([
      ...['http://a/core/os/x86_64', 'http://b/core/os/x86_64'],
    ]);
    const flat = { ...CORE, directory: '' };
    expect(await addressesOf(flat, ['http://m'], host)).toEqual(['http://own']);
  });
});

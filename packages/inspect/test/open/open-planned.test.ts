import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { backend } from '@supermin/backend-dpkg';
import { localHost } from '@supermin/core';
import { archive } from '@supermin/test-support/archive';
import { SmallRoot } from '@supermin/test-support/debian';
import { openScratchFiles, scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { takeInventory } from '../../src/model/take-inventory.ts';
import { type OpenPlannedOptions, openPlanned } from '../../src/open/open-planned.ts';

const MODULES = "without the kernel's modules, which are added when it is built";

/** A base archive is kept in a file, if it is larger than this. */
const MEMORY_LIMIT = 16 * 1024 * 1024;

/** A small appliance of a package with a config file, which a base archive has, and of another that it needs. */
function appliance(large = ''): OpenPlannedOptions {
  const top = scratchDirectory({ 'in/packages': 'tool\n' });
  const members = [
    { name: 'etc/tool.conf', content: 'pristine' },
    { name: 'init', content: 'init' },
    { name: 'large', content: large },
  ];
  writeFileSync(join(top, 'in/base.tar'), archive(members));
  const root = new SmallRoot(join(top, 'root'));
  root.write('/etc/os-release', 'ID=debian\nVERSION_ID=99\n');
  root.install('tool', ['/usr/bin/tool', '/etc/tool.conf'], ['Depends: library', 'Source: tools']);
  root.install('library', ['/usr/lib/library.so']);
  root.install('other', ['/usr/bin/other']);
  return {
    ...{ kind: 'appliance', names: ['in'], inputs: [join(top, 'in')], cpu: 'x86_64' },
    ...{ backend, family: 'debian/dpkg', host: localHost(root.directory) },
    temporaryDirectory: scratchDirectory(),
  };
}

describe('openPlanned', () => {
  it('has what a build would write, and whose that is', async () => {
    const subject = await openPlanned(appliance());
    expect(subject).toMatchObject({ kind: 'appliance', names: ['in'], notes: [MODULES] });
    expect(subject.release).toEqual({ id: 'debian', idLike: [], versionId: '99' });
    const distro = 'distro=debian-99';
    expect(subject.packages.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
      {
        ...{ id: 'library', name: 'library', version: '1.0', arch: 'all' },
        source: { name: 'library', version: '1.0' },
        purl: `pkg:deb/debian/library@1.0?arch=all&${distro}`,
      },
      {
        ...{ id: 'tool', name: 'tool', version: '1.0', arch: 'all' },
        source: { name: 'tools', version: '1.0' },
        purl: `pkg:deb/debian/tool@1.0?arch=all&${distro}`,
      },
    ]);
    const { packages, files, size } = takeInventory(subject);
    const owners = files!.flatMap((each) =>
      each.type === 'file' ? [[each.path, packages[each.package ?? -1]?.id]] : [],
    );
    expect(owners).toEqual([
      // From a base archive, and a package's nevertheless.
      ['/etc/tool.conf', 'tool'],
      ['/init', undefined],
      ['/large', undefined],
      ['/usr/bin/tool', 'tool'],
      ['/usr/lib/library.so', 'library'],
    ]);
    const texts = ['pristine', 'init', '', '/usr/bin/tool\n', '/usr/lib/library.so\n'];
    expect(size).toBe(texts.join('').length);
    subject.close();
  });

  it('has the sizes of package files that are told', async () => {
    const packageSizes = new Map([['tool', 1000]]);
    const { packages } = await openPlanned({ ...appliance(), kind: 'packages', packageSizes });
    const sizes = new Map(packages.map(({ id, download }) => [id, download]));
    expect(Object.fromEntries(sizes)).toEqual({ tool: 1000, library: undefined });
  });

  it('has what base archives hold until it is closed', async () => {
    const options = appliance('x'.repeat(MEMORY_LIMIT + 1));
    const subject = await openPlanned(options);
    expect(openScratchFiles()).toHaveLength(1);
    subject.close();
    expect(openScratchFiles()).toEqual([]);
  });

  it('keeps nothing after an error', async () => {
    const options = appliance('x'.repeat(MEMORY_LIMIT + 1));
    const error = new Error('no such URL');
    const packageUrl = () => {
      throw error;
    };
    await expect(openPlanned({ ...options, backend: { ...backend, packageUrl } })).rejects.toBe(
      error,
    );
    expect(openScratchFiles()).toEqual([]);
  });

  it('fails as a build does', async () => {
    const options = appliance();
    const inputs = [join(scratchDirectory(), 'none')];
    await expect(openPlanned({ ...options, inputs })).rejects.toMatchObject({
      code: expect.stringMatching(/^[A-Z_]+$/),
    });
  });
});

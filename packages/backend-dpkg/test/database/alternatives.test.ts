import { describe, expect, it } from 'vitest';
import { memoryHost } from '../support/memory-host.ts';
import { open } from '../support/open.ts';
import { statusText } from '../support/status.ts';

const FILES = {
  '/var/lib/dpkg/status': statusText(
    { Package: 'base-files', 'Pre-Depends': 'awk' },
    { Package: 'gawk', Provides: 'awk', Depends: 'libmpfr6' },
    { Package: 'mawk', Provides: 'awk', Priority: 'required' },
    { Package: 'libmpfr6' },
  ),
  '/var/lib/dpkg/info/gawk.list': '/.\n/usr/bin/gawk\n',
  '/var/lib/dpkg/info/mawk.list': '/.\n/usr/bin/mawk\n',
};

async function closure(target?: Record<string, { link: string } | string | { denied: true }>) {
  const { database } = await open(memoryHost({ ...FILES, ...target }));
  const packages = await database.closure(database.find('base-files'), { resolver: 'default' });
  return packages.map((each) => each.id);
}

const awk = '/etc/alternatives/awk';

describe("the host's alternatives", () => {
  it('decide between packages that provide one name', async () => {
    expect(await closure({ [awk]: { link: '/usr/bin/gawk' } })).toEqual([
      'base-files',
      'gawk',
      'libmpfr6',
    ]);
    expect(await closure({ [awk]: { link: '/usr/bin/mawk' } })).toEqual(['base-files', 'mawk']);
  });

  it('may be spelled without /usr', async () => {
    expect(await closure({ [awk]: { link: '/bin/gawk' } })).toContain('gawk');
  });

  it.each([
    ['there is none', {}],
    ['it leads elsewhere', { [awk]: { link: '/usr/local/bin/awk' } }],
    ['it is no link', { [awk]: 'text' }],
    ['it may not be looked at', { [awk]: { denied: true as const } }],
  ])('decide nothing when %s', async (_, entries) => {
    expect(await closure(entries)).toEqual(['base-files', 'mawk']);
  });

  it('decide what the name itself means', async () => {
    const { database } = await open(memoryHost({ ...FILES, [awk]: { link: '/usr/bin/gawk' } }));
    expect(database.find('awk')[0]!.id).toBe('gawk');
  });

  it('count for less than a package that comes in anyway', async () => {
    const { database } = await open(memoryHost({ ...FILES, [awk]: { link: '/usr/bin/gawk' } }));
    const roots = [...database.find('base-files'), ...database.find('mawk')];
    const packages = await database.closure(roots, { resolver: 'default' });
    expect(packages.map((each) => each.id)).toEqual(['base-files', 'mawk']);
  });
});

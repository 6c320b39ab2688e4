import type { SuperminEvent } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { memoryHost } from '../support/memory-host.ts';
import { open } from '../support/open.ts';
import { type Fields, statusText } from '../support/status.ts';

const { signal } = new AbortController();
const LISTS = {
  '/var/lib/dpkg/info/app.list': '/.\n/usr\n/usr/bin\n/usr/bin/app\n',
  '/var/lib/dpkg/info/lib.list': '/.\n/usr\n/usr/lib\n',
};

/** A package `app` that needs `lib`, and what else there is. */
const openWith = (...others: Fields[]) =>
  open(
    memoryHost({
      ...LISTS,
      '/usr/bin/app': '',
      '/var/lib/dpkg/status': statusText(
        { Package: 'app', Depends: 'lib, odd-thing | lib' },
        { Package: 'lib' },
        ...others,
      ),
    }),
  );

const closure = async (names: readonly string[], ...others: Fields[]) => {
  const { database, events } = await openWith(...others);
  const roots = names.flatMap((name) => database.find(name));
  const packages = await database.closure(roots, { resolver: 'default' });
  await database.contents(packages, signal);
  return { ids: packages.map(({ id }) => id), warnings: warningsIn(events) };
};

const warningsIn = (events: readonly SuperminEvent[]) =>
  events.flatMap((event) => (event.kind === 'warning' ? [event.text] : []));

const NEEDS_ODD: Fields = { Package: 'needs-odd', Depends: 'odd' };

describe('a record that cannot be read (cases/dpkg-at-work)', () => {
  const odd: Fields = { Package: 'odd', Version: '1 2' };

  it('of a package that nobody needs is a warning that names it', async () => {
    expect(await closure(['app'], odd)).toEqual({
      ids: ['app', 'lib'],
      warnings: ['/var/lib/dpkg/status: line 18: package odd has no valid Version; ignored'],
    });
  });

  it.each(['odd', 'odd:amd64', 'odd=1', 'needs-odd'])('is an error for %s', async (name) => {
    await expect(closure([name], odd, NEEDS_ODD)).rejects.toMatchObject({
      code: 'DPKG_DAMAGED',
      message: expect.stringContaining('package odd has no valid Version'),
    });
  });

  it('is none where another package will do', async () => {
    const { ids } = await closure(['app'], { Package: 'odd-thing', 'Multi-Arch': 'both' });
    expect(ids).toEqual(['app', 'lib']);
  });

  it.each(['Provides', 'Depends'])(
    'in its %s: an error for those who need it only',
    async (field) => {
      const broken: Fields = { Package: 'odd', [field]: '???' };
      const { ids, warnings } = await closure(['app'], broken);
      expect(ids).toEqual(['app', 'lib']);
      if (field === 'Provides') {
        expect(warnings).toEqual([
          "/var/lib/dpkg/status: line 18: package odd: Provides: cannot read '???'; ignored",
        ]);
      }
      await expect(closure(['odd'], broken)).rejects.toMatchObject({ code: 'DPKG_DAMAGED' });
    },
  );
});

describe('a half-installed package', () => {
  const half: Fields = { Package: 'odd', Status: 'install reinstreq half-installed' };

  it('says nothing to those who do not need it', async () => {
    expect(await closure(['app'], half)).toEqual({ ids: ['app', 'lib'], warnings: [] });
  });

  it.each(['odd', 'needs-odd'])(
    'is an error for %s, not a package that is left out',
    async (name) => {
      await expect(closure([name], half, NEEDS_ODD)).rejects.toMatchObject({
        code: 'DPKG_HALF_INSTALLED',
        message: 'package odd is half-installed: only some of its files may be there',
      });
    },
  );
});

describe('a list of files that is missing', () => {
  const removed: Fields = { Package: 'odd' };

  it('is a warning where a path is looked for, as for dpkg-query -S', async () => {
    const { database, events } = await openWith(removed);
    for (const path of ['/usr/bin/app', '/usr/lib']) expect(database.find(path)).toHaveLength(1);
    expect(warningsIn(events)).toEqual([
      '/var/lib/dpkg/info/odd.list: the list of the files of package odd is missing; ignored',
    ]);
  });

  it('is an error for those who need the package', async () => {
    const { database } = await openWith(removed);
    const contents = await database.contents(database.find('odd'), signal);
    expect(() => contents[0]!.files).toThrow('the list of the files of package odd is missing');
  });
});

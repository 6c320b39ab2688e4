import { join } from 'node:path';
import { closureOf, type Opened } from '@supermin/test-support/backends';
import {
  CLOSURES,
  CORNER_SET,
  FILES,
  type Format,
  makeRoot,
  writeFormat,
} from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, it } from 'vitest';
import { dnfClosure } from './fixtures/dnf-oracle.ts';
import { openRoot, signal } from './fixtures/open.ts';
import { buildRpms, exportHeaders, hasProgram, installRpms } from './fixtures/rpm-tools.ts';

/** As it is on a distribution: os-release, place and format of the database. */
interface Flavour {
  name: string;
  osRelease: string;
  directory: string;
  format: Format;
}

const FLAVOURS: readonly Flavour[] = [
  ['Fedora', 'ID=fedora\nVERSION_ID=39\n', 'usr/lib/sysimage/rpm', 'sqlite'],
  ['RHEL 9', 'ID=rhel\nVERSION_ID=9.4\n', 'var/lib/rpm', 'sqlite'],
  ['Fedora CoreOS', 'ID=fedora\nVERSION_ID=39\n', 'usr/share/rpm', 'sqlite'],
  ['Mageia', 'ID=mageia\nVERSION_ID=9\n', 'var/lib/rpm', 'sqlite'],
  ['openSUSE Tumbleweed', 'ID=opensuse-tumbleweed\n', 'usr/lib/sysimage/rpm', 'sqlite'],
  ['openSUSE Leap', 'ID=opensuse-leap\nVERSION_ID=15.6\n', 'usr/lib/sysimage/rpm', 'ndb'],
  ['RHEL 8', 'ID=rhel\nVERSION_ID=8.10\n', 'var/lib/rpm', 'bdb'],
].map(
  ([name, osRelease, directory, format]) => ({ name, osRelease, directory, format }) as Flavour,
);

describe.each(FLAVOURS)('a root like $name ($format)', ({ osRelease, directory, format }) => {
  const root = scratchDirectory();
  let opened: Opened;
  beforeAll(async () => {
    makeRoot(root, { osRelease, directory, format });
    opened = await openRoot(root);
  });
  answersLikeThePackages(() => opened);
});

const withRpm = hasProgram('rpmbuild') && process.getuid?.() === 0;
describe.runIf(withRpm)('a root that rpm made', () => {
  const scratch = scratchDirectory();
  const root = join(scratch, 'root');
  const directory = 'usr/lib/sysimage/rpm';
  let headers: Buffer[];
  beforeAll(() => {
    installRpms(root, directory, buildRpms(join(scratch, 'build'), CORNER_SET));
    headers = exportHeaders(join(root, directory));
  });

  // All of several providers, and in a rich dependency all that it names.
  it.runIf(hasProgram('dnf')).each(['rich', 'rich-nested', 'both-user', 'meta'])(
    'dnf, too, finds that %s needs these',
    (name) => {
      const theirs = dnfClosure(root, `/${directory}`, scratchDirectory(), name);
      expect(theirs).toEqual(expect.arrayContaining([...CLOSURES[name]!]));
    },
  );

  describe.each(['sqlite', 'ndb', 'bdb'] as const)('%s', (format) => {
    let opened: Opened;
    beforeAll(async () => {
      if (format !== 'sqlite') writeFormat(join(root, directory), format, headers);
      opened = await openRoot(root);
    });
    answersLikeThePackages(() => opened);
  });
});

function answersLikeThePackages(opened: () => Opened): void {
  it.each(Object.entries(CLOSURES))('finds what %s needs', async (name, expected) => {
    expect(await closureOf(opened(), [name])).toEqual(expected);
  });

  it('knows each package once, by an id that finds it', () => {
    const ids = Object.keys(CLOSURES);
    expect(ids).toHaveLength(CORNER_SET.length);
    expect(ids.flatMap((id) => opened().database.find(id)).map(({ id }) => id)).toEqual(ids);
  });

  it.each(Object.keys(CLOSURES))('lists the files of %s', async (name) => {
    const { database } = opened();
    const [contents] = await database.contents(database.find(name), signal);
    const lines = contents!.files.map(({ path, config, documentation, ghost }) =>
      `${path} ${config ? 'c' : ''}${documentation ? 'd' : ''}${ghost ? 'g' : ''}`.trimEnd(),
    );
    expect(lines.sort()).toEqual([...(FILES[name] ?? [])].sort());
  });

  it('adds what is recommended on request', async () => {
    const strong = CLOSURES.rich!;
    expect(await closureOf(opened(), ['rich'], { weak: true })).toEqual(
      [...strong, 'locale', 'weak-one'].sort(),
    );
  });

  it('resolves like supermin 5 on request: no versions, no rich dependencies', async () => {
    const options = { resolver: 'supermin5' } as const;
    expect(await closureOf(opened(), ['rich'], options)).toEqual(['rich']);
    expect(await closureOf(opened(), ['version-user'], options)).toEqual([
      'feature-short',
      'version-user',
    ]);
  });

  it('does not depend on the order of the roots', async () => {
    const names = Object.keys(CLOSURES);
    const forward = await closureOf(opened(), names);
    expect(await closureOf(opened(), [...names].reverse())).toEqual(forward);
    expect(forward).toEqual([...names].sort());
  });

  it('says with -v what is missing', async () => {
    await closureOf(opened(), ['broken']);
    expect(opened().events).toContainEqual({
      kind: 'message',
      level: 2,
      text: 'rpm: broken needs nowhere >= 1, which is not installed',
    });
  });

  it('writes lines of a package list', () => {
    const { database } = opened();
    const entry = (name: string) => database.listEntry(database.find(name)[0]!);
    expect(entry('clib')).toBe('clib-2:2.38-7.x86_64');
    expect(entry('tools')).toBe('tools-9.4~rc1-3^git1.x86_64');
    expect(entry('meta')).toBe('meta-1-1.noarch');
  });
}

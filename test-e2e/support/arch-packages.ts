import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageDescription, PackedPackage } from '@supermin/test-support/pacman';
import { fileName, packageInfo, packFiles } from '@supermin/test-support/pacman';
import { output } from '@supermin/test-support/programs';
import type { DebianPackage } from './foreign-root/debian-package.ts';
import { BASE_DIRECTORIES, MERGED_DIRECTORIES } from './foreign-root/layout.ts';
import type { PayloadFile } from './foreign-root/payload.ts';
import type { DebianVersion, Relation } from './foreign-root/relation.ts';

/** pacman's word for this machine. */
const ARCHITECTURE = ({ x64: 'x86_64', arm64: 'aarch64' } as Record<string, string>)[process.arch];

/** Files of the package that says what distribution this is: path and content. */
export const RELEASE_FILES = {
  '/usr/lib/os-release': [
    'NAME="Arch Linux"',
    'PRETTY_NAME="Arch-like root of a test"',
    'ID=arch',
    'BUILD_ID=rolling',
    '',
  ].join('\n'),
  '/etc/arch-release': '',
} as const;

/** As makepkg calls bsdtar. */
const MTREE = '!all,use-set,type,uid,gid,mode,time,size,md5,sha256,link';

/** Every package as a package file, made of a tree that has all of their files. */
export function packPackages(
  directory: string,
  payloads: ReadonlyMap<DebianPackage, readonly PayloadFile[]>,
  tree: string,
): PackedPackage[] {
  const packages = [...payloads.keys()];
  const known = new Set(
    packages.flatMap(({ name, provides }) => [name, ...provides.map((each) => each.name)]),
  );
  const pack = (described: PackageDescription, paths: readonly string[]): PackedPackage => {
    const path = join(directory, fileName(described));
    const names = paths.map((each) => each.slice(1));
    packFiles(path, metadata(described, tree, names), tree, names);
    return { described, path };
  };
  return [
    pack(filesystem(), [
      ...BASE_DIRECTORIES,
      ...MERGED_DIRECTORIES.map((name) => `/${name}`),
      ...Object.keys(RELEASE_FILES),
      '/etc/os-release',
    ]),
    ...[...payloads].map(([each, files]) =>
      pack(
        describe(each, files, known),
        files.map(({ path }) => path),
      ),
    ),
  ];
}

function metadata(described: PackageDescription, tree: string, names: readonly string[]) {
  const scratch = mkdtempSync(join(tree, '..', 'mtree-'));
  const mtree = join(scratch, 'mtree');
  output(
    'bsdtar',
    [
      ...['-czf', mtree, '--format=mtree', `--options=${MTREE}`, '-C', tree],
      ...['--no-recursion', '--null', '-T', '-'],
    ],
    { input: Buffer.from(names.map((name) => `./${name}\0`).join(''), 'latin1') },
  );
  const content = readFileSync(mtree);
  rmSync(scratch, { recursive: true });
  return { '.PKGINFO': packageInfo(described), '.MTREE': content };
}

function filesystem(): PackageDescription {
  return { name: 'filesystem', version: '2024.04.07-1', arch: 'any', backup: ['etc/arch-release'] };
}

function describe(
  each: DebianPackage,
  files: readonly PayloadFile[],
  known: ReadonlySet<string>,
): PackageDescription {
  const { name, version, architecture, source, depends, recommends, provides } = each;
  const isKnown = (relation: Relation) => known.has(relation.name);
  return {
    name,
    base: source,
    version: `${spellVersion(version)}${version.revision === '' ? '-1' : ''}`,
    arch: architecture === 'all' ? 'any' : ARCHITECTURE!,
    depends: [
      // What is left out of the root is not needed there.
      ...depends.flatMap((any) => any.find(isKnown) ?? []).map(spellRelation),
      ...(name === 'libc6' ? ['filesystem'] : []),
    ],
    optdepends: recommends.map((any) => `${(any.find(isKnown) ?? any[0]!).name}: recommended`),
    provides: [
      ...provides.map(spellRelation),
      // A link that no package owns.
      ...(name === 'dash' ? ['sh'] : []),
    ],
    backup: files.filter(({ conffile }) => conffile).map(({ path }) => path.slice(1)),
  };
}

function spellRelation({ name, operator, version }: Relation): string {
  // pacman does not know what comes before a release: 72.1-3 is no >=72.1~rc-1~ for it.
  return version === undefined || spellVersion(version).includes('~')
    ? name
    : `${name}${operator}${spellVersion(version)}`;
}

/** pacman wants colons and dashes for itself. */
function spellVersion({ epoch, upstream, revision }: DebianVersion): string {
  const version = upstream.replace(/[-:]/g, '.');
  return `${epoch === '0' ? '' : `${epoch}:`}${version}${revision === '' ? '' : `-${revision}`}`;
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { output } from '../programs/output.ts';
import { encodeMtree } from './mtree.ts';
import { archOf, type PackageDescription } from './package-description.ts';
import { makeTree } from './tree.ts';

const COMPRESSORS = { zst: 'zstd -q -1', xz: 'xz -0', gz: 'gzip -1' } as const;
export type Compression = keyof typeof COMPRESSORS;

/** What tells of the package in its own file, by name: `.PKGINFO`, perhaps `.MTREE`. */
export type Metadata = Readonly<Record<string, string | Buffer>>;

/** A package file with the files of its description, as makepkg would make it. */
export function makePackageFile(
  target: string,
  described: PackageDescription,
  compression: Compression = 'zst',
): string {
  const { files = [], install } = described;
  const tree = mkdtempSync(join(target, '.tree-'));
  try {
    makeTree(tree, files);
    const metadata = {
      ...{ '.PKGINFO': packageInfo(described), '.MTREE': encodeMtree(files) },
      ...(install === undefined ? {} : { '.INSTALL': install }),
    };
    const names = files.map(({ path }) => path);
    const path = join(target, fileName(described, compression));
    packFiles(path, metadata, tree, names);
    return path;
  } finally {
    rmSync(tree, { recursive: true });
  }
}

export function fileName(described: PackageDescription, compression: Compression = 'zst'): string {
  const { name, version } = described;
  return `${name}-${version}-${archOf(described)}.pkg.tar.${compression}`;
}

/** @param names of what `tree` has for the package, directories before what is in them */
export function packFiles(
  path: string,
  metadata: Metadata,
  tree: string,
  names: readonly string[],
): void {
  const own = mkdtempSync(`${path}.`);
  try {
    for (const [name, content] of Object.entries(metadata)) {
      writeFileSync(join(own, name), content, 'latin1');
    }
    const compression = path.slice(path.lastIndexOf('.') + 1) as Compression;
    output(
      'tar',
      [
        ...['--format=gnu', '-I', COMPRESSORS[compression]],
        ...['-cf', path, '-C', own, ...Object.keys(metadata), '-C', tree],
        ...['--no-recursion', '--null', '--verbatim-files-from', '-T', '-'],
      ],
      { input: Buffer.from(names.map((name) => `${name}\0`).join(''), 'latin1') },
    );
  } finally {
    rmSync(own, { recursive: true });
  }
}

/** `.PKGINFO`: the description as makepkg writes it. */
export function packageInfo(described: PackageDescription): string {
  const { name, version, base = name } = described;
  const { depends = [], optdepends = [], provides = [], backup = [] } = described;
  const { groups = [], conflicts = [], replaces = [] } = described;
  return [
    `pkgname = ${name}`,
    `pkgbase = ${base}`,
    `pkgver = ${version}`,
    `pkgdesc = ${name} of a test`,
    'url = ',
    'builddate = 1700000000',
    'packager = nobody',
    'size = 1',
    `arch = ${archOf(described)}`,
    ...replaces.map((each) => `replaces = ${each}`),
    ...groups.map((each) => `group = ${each}`),
    ...conflicts.map((each) => `conflict = ${each}`),
    ...provides.map((each) => `provides = ${each}`),
    ...backup.map((each) => `backup = ${each}`),
    ...depends.map((each) => `depend = ${each}`),
    ...optdepends.map((each) => `optdepend = ${each}`),
    '',
  ].join('\n');
}

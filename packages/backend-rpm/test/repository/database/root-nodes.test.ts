import { writeFileSync } from 'node:fs';
import type { LayeredPackage } from '@supermin/core';
import type { FileNode, TreeNode } from '@supermin/core/writer';
import { encodePackage, int32, type PackageDescription } from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { Header } from '../../../src/format/header.ts';
import { openPackageFile } from '../../../src/format/package-file.ts';
import { RandomAccessFile } from '../../../src/format/random-access-file.ts';
import { sqliteBlobs } from '../../../src/format/sqlite.ts';
import { Tag } from '../../../src/format/tags.ts';
import { databaseDirectory, rootNodes } from '../../../src/repository/database/root-nodes.ts';
import { notesOf } from '../../../src/repository/unpack/notes.ts';

const BUILT = 1_700_000_000;
const FILE = `${scratchDirectory()}/x.rpm`;

interface Layer {
  name: string;
  newest?: number;
  /** Absent: BUILT. */
  built?: number;
  /** What it has, by path. */
  types?: Record<string, TreeNode['type']>;
}

async function layerOf({ name, newest = 0, types = {}, built }: Layer): Promise<LayeredPackage> {
  const described: PackageDescription = { name, version: '1' };
  const entries = built === undefined ? [] : [int32(1006, [built])];
  writeFileSync(FILE, encodePackage(described, { entries }));
  const file = await openPackageFile(FILE, new AbortController().signal);
  return {
    package: {
      ...{ name, version: '1', arch: 'noarch', id: name },
      ...{ source: 0, path: 'x', size: 0, sha256: '' },
    },
    notes: notesOf(file, []),
    paths: () => Object.keys(types),
    node: (path) => (types[path] === undefined ? undefined : ({ type: types[path] } as TreeNode)),
    read: () => undefined,
    newest,
  };
}

const layers = (...all: Layer[]) => Promise.all(all.map(layerOf));

/** The database's path and node. */
async function database(...all: Layer[]): Promise<readonly [string, FileNode]> {
  const { above } = rootNodes(await layers(...all));
  expect(above.size).toBe(1);
  return [...above][0] as [string, FileNode];
}

function bytesOf({ content }: FileNode): Buffer {
  if (content.kind !== 'bytes') throw new Error(content.kind);
  return Buffer.from(content.bytes);
}

function headersOf(node: FileNode): Header[] {
  const file = new RandomAccessFile('rpmdb.sqlite', bytesOf(node));
  return [...sqliteBlobs(file)].map((blob) => new Header(blob, 'header'));
}

describe('the database of a root', () => {
  it('has the packages in their order, which were installed when they were built', async () => {
    const [, node] = await database({ name: 'b' }, { name: 'a', built: 5 });
    const headers = headersOf(node);
    expect(headers.map((header) => header.string(Tag.name))).toEqual(['b', 'a']);
    expect(headers.map((header) => header.numbers(Tag.installTime)?.[0])).toEqual([BUILT, 5]);
  });

  it('is of the time of the newest file, in one transaction, whatever the fraction of its second', async () => {
    const [, node] = await database({ name: 'a', newest: 7.9 }, { name: 'b', newest: 1 });
    expect(node).toMatchObject({ type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 7 });
    const transactions = headersOf(node).map((each) => each.numbers(Tag.installTransaction)?.[0]);
    expect(transactions).toEqual([7, 7]);
    expect(node.size).toBe(bytesOf(node).length);
  });

  it('of no packages is one too', async () => {
    const [path, node] = await database();
    expect(path).toBe('/usr/lib/sysimage/rpm/rpmdb.sqlite');
    expect(node.mtime).toBe(0);
    expect(headersOf(node)).toEqual([]);
  });

  it.each<[string, Layer[], string]>([
    ['where it is today', [{ name: 'a' }], '/usr/lib/sysimage/rpm'],
    [
      'where a package has the directory',
      [{ name: 'a' }, { name: 'b', types: { '/var/lib/rpm': 'directory' } }],
      '/var/lib/rpm',
    ],
    [
      'where image-based systems have it',
      [{ name: 'a', types: { '/usr/share/rpm': 'directory', '/var/lib/rpm': 'symlink' } }],
      '/usr/share/rpm',
    ],
    [
      'where it is today, of several',
      [
        { name: 'a', types: { '/var/lib/rpm': 'directory' } },
        { name: 'b', types: { '/usr/lib/sysimage/rpm': 'directory' } },
      ],
      '/usr/lib/sysimage/rpm',
    ],
    [
      'not where there is a file or a link',
      [{ name: 'a', types: { '/var/lib/rpm': 'symlink', '/usr/share/rpm': 'file' } }],
      '/usr/lib/sysimage/rpm',
    ],
  ])('is %s', async (_, all, directory) => {
    expect(databaseDirectory(await layers(...all))).toBe(directory);
    expect((await database(...all))[0]).toBe(`${directory}/rpmdb.sqlite`);
  });

  it('is the only one: nothing that a package has in any of its places is left', async () => {
    const { emptied, below } = rootNodes(await layers({ name: 'a' }));
    expect(emptied).toEqual(['/usr/lib/sysimage/rpm', '/var/lib/rpm', '/usr/share/rpm']);
    expect(below.size).toBe(0);
  });
});

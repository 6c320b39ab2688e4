import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LayeredPackage } from '@supermin/core';
import { readContent } from '@supermin/core/writer';
import {
  CORNER_SET,
  installPackages,
  makePackageFile,
  type PackageDescription,
} from '@supermin/test-support/pacman';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { rootNodes } from '../../../src/repository/database/root-nodes.ts';
import { unpackPackage } from '../../../src/repository/unpack/unpack-package.ts';
import { HAS_PACMAN } from '../../fixtures/has-pacman.ts';

const LOCAL = '/var/lib/pacman/local';

const MORE: readonly PackageDescription[] = [
  {
    ...{ name: 'much', version: '1-1', arch: 'any', base: 'more', groups: ['one', 'two'] },
    ...{ conflicts: ['a<1', 'b'], replaces: ['c'], provides: ['d=1'], optdepends: ['e: for f'] },
  },
];

async function layered(file: string, { name, version, arch = 'x86_64' }: PackageDescription) {
  const pkg = { name, version, arch, id: name, source: 0, path: 'x', size: 0, sha256: '' };
  const { members, notes } = await unpackPackage(file, pkg, new AbortController().signal);
  for await (const member of members) for await (const _ of member.content);
  const read = () => undefined;
  return {
    package: pkg,
    notes,
    node: () => undefined,
    paths: () => [],
    read,
    newest: 1.5,
  } satisfies LayeredPackage;
}

/** Files of a database, without what tells of the moment and of how it was verified. */
function files(texts: Iterable<[string, string]>): Record<string, string> {
  const all = [...texts].map(([path, text]) => [
    path,
    path.endsWith('/mtree')
      ? Buffer.from(text, 'latin1').toString('hex')
      : text.replace(/%(INSTALLDATE|VALIDATION|REASON)%\n.*\n\n/g, ''),
  ]);
  return Object.fromEntries(all);
}

describe.runIf(HAS_PACMAN)('rootNodes', () => {
  it('makes the very files that pacman makes', async () => {
    const top = scratchDirectory();
    const root = scratchDirectory();
    const described = [...CORNER_SET, ...MORE];
    const paths = described.map((each) => makePackageFile(top, each));
    installPackages(root, scratchDirectory(), paths);
    const database = join(root, LOCAL);
    const theirs = readdirSync(database, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each): [string, string] => {
        const path = join(each.parentPath, each.name);
        return [path.slice(root.length), readFileSync(path, 'latin1')];
      });
    const packages: LayeredPackage[] = [];
    for (const [at, each] of described.entries()) packages.push(await layered(paths[at]!, each));
    const ours = [...rootNodes(packages).above].map(([path, node]): [string, string] => {
      if (node.type !== 'file') throw new Error(path);
      return [path, readContent(node.content, 0, node.size).toString('latin1')];
    });
    expect(files(ours)).toEqual(files(theirs));
    expect(rootNodes(packages).emptied).toEqual([LOCAL]);
    expect(ours.find(([path]) => path.endsWith('/much-1-1/desc'))![1]).toContain(
      '%INSTALLDATE%\n1\n',
    );
  });
});

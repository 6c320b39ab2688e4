import { createReadStream } from 'node:fs';
import type { ArchiveMember } from '../archive/member.ts';
import { Allowance } from '../layers/allowance.ts';
import type { Layer } from '../layers/layer.ts';
import { LayerStore } from '../layers/layer-store.ts';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';
import type { RepositoryPackage } from '../plugin/repository-contract.ts';
import { sha256 as digestOf } from '../text/sha256.ts';
import type { FileNode } from '../tree/node.ts';
import type { Lock } from './lock.ts';
import { PackageDownloads } from './package-downloads.ts';
import { contextOf, type RepositoryOptions } from './repository-options.ts';

/**
 * The files of a lock's packages as they were downloaded, by their SHA-256, for a package manager that installs them itself: from the
 * store, or downloaded. Those of the kernel that does not count as installed are not among them.
 *
 * @throws SuperminError `LOCK_DAMAGED`, `DOWNLOAD_*`; system errors; the signal's reason
 */
export async function fetchPackageFiles(
  { packages, ...lock }: Lock,
  options: RepositoryOptions,
): Promise<Map<string, FileNode>> {
  const store = new LayerStore(contextOf(options).cacheDirectory);
  const found = new Map<string, FileNode>();
  const missing = packages.filter((pkg) => {
    const layer = store.find(keyOf(pkg));
    if (layer !== undefined) found.set(pkg.sha256, fileOf(layer, pkg));
    return layer === undefined;
  });
  if (missing.length === 0) return found;
  const downloads = new PackageDownloads({ ...lock, packages }, options);
  await downloads.all(missing, async (pkg, file) => {
    found.set(pkg.sha256, fileOf(await keepPackageFile(store, pkg, file), pkg));
  });
  return found;
}

/** Keeps a package file whose digest was checked: an archive with one member, itself. */
export function keepPackageFile(
  store: LayerStore,
  pkg: RepositoryPackage,
  file: BytePath,
): Promise<Layer> {
  const { name, version, size } = pkg;
  const source = { members: only(memberOf(pkg, file)), notes: {}, name: `${name} ${version}` };
  return store.add(keyOf(pkg), source, { report: () => {}, allowance: new Allowance(size) });
}

/** Not the digest itself, which is that of the unpacked package. */
function keyOf({ sha256 }: RepositoryPackage): string {
  return digestOf(`package file\0${sha256}`);
}

function fileOf({ tree }: Layer, { sha256 }: RepositoryPackage): FileNode {
  return tree.lookup(`/${sha256}`) as FileNode;
}

async function* only(member: ArchiveMember): AsyncGenerator<ArchiveMember> {
  yield member;
}

function memberOf({ sha256, size }: RepositoryPackage, file: BytePath): ArchiveMember {
  return {
    ...{ type: 'file', name: sha256, linkname: '', mode: 0o644, uid: 0, gid: 0, mtime: 0 },
    ...{ size, major: 0, minor: 0, xattrs: new Map(), lostXattrs: [] },
    content: createReadStream(toSystemPath(file)),
  };
}

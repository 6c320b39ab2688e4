import {
  type BytePath,
  displayPath,
  fromUnicode,
  type OsRelease,
  type OutputContents,
  SuperminError,
} from '@supermin/core';
import type { TreeEntry, TreeNode } from '@supermin/core/writer';
import type { Inventory, InventoryFile, InventoryPackage } from './inventory.ts';
import type { Subject, SubjectPackage } from './subject.ts';

/** All that is known of a subject, as plain data. @throws SuperminError `WRITER_CONTRACT` */
export function takeInventory(subject: Subject): Inventory {
  const { kind, names, format, contents, release } = subject;
  const packages = subject.packages.map(describePackage);
  const files = contents && listFiles(contents, packages);
  if (files !== undefined) requireSum(subject, files);
  return {
    ...({ supermin: 'inventory', version: 1 } as const),
    kind,
    subject: names.map(displayPath),
    format,
    image: contents && imageOf(contents),
    distribution: release && describeRelease(release),
    size: contents?.size ?? packages.reduce((sum, { download = 0 }) => sum + download, 0),
    packages,
    files,
    overhead: contents?.overhead ?? [],
    notes: [...(contents?.notes ?? []), ...subject.notes],
  };
}

/** Who has made an output has also made the list of packages in it: no text of that is for a terminal. */
function describePackage(found: SubjectPackage): InventoryPackage {
  const { source, purl, download } = found;
  return {
    name: displayPath(found.name),
    version: displayPath(found.version),
    arch: displayPath(found.arch),
    id: displayPath(found.id),
    source: source && { name: displayPath(source.name), version: displayPath(source.version) },
    ...{ purl, files: 0, size: 0, stored: 0, download },
  };
}

/** Nor is its os-release. */
function describeRelease({ id, versionId }: OsRelease): Inventory['distribution'] {
  return { id: displayPath(fromUnicode(id)), version: displayPath(fromUnicode(versionId)) };
}

function imageOf({ image, size, compressed }: OutputContents): Inventory['image'] {
  if (image === undefined) return undefined;
  return {
    path: displayPath(image),
    size: compressed?.size ?? size,
    compression: compressed?.name,
  };
}

/** The root first, called `/`; adds to the packages what is theirs. */
function listFiles(contents: OutputContents, packages: InventoryPackage[]): InventoryFile[] {
  const { tree, stored } = contents;
  const first = new Map<TreeNode, BytePath>();
  const files: InventoryFile[] = [];
  const add = ({ path, node }: TreeEntry) => {
    const hardLink = first.get(node);
    if (hardLink === undefined) first.set(node, path);
    const file = describe(path, node, hardLink, stored);
    files.push(file);
    const owner = node.package === undefined ? undefined : packages[node.package];
    if (owner === undefined) return;
    owner.files++;
    owner.size += node.type === 'file' && hardLink === undefined ? node.size : 0;
    owner.stored += file.stored;
  };
  add({ path: '/', node: tree.root });
  for (const entry of tree.walk()) add(entry);
  return files;
}

function describe(
  path: BytePath,
  node: TreeNode,
  hardLink: BytePath | undefined,
  stored: OutputContents['stored'],
): InventoryFile {
  return {
    path: displayPath(path),
    type: node.type,
    mode: node.mode.toString(8).padStart(4, '0'),
    uid: node.uid,
    gid: node.gid,
    size: sizeOf(node),
    stored: hardLink === undefined ? (stored.get(node) ?? 0) : 0,
    target: node.type === 'symlink' ? displayPath(node.target) : undefined,
    hardLink: hardLink === undefined ? undefined : displayPath(hardLink),
    package: node.package,
  };
}

function sizeOf(node: TreeNode): number {
  if (node.type === 'file') return node.size;
  return node.type === 'symlink' ? node.target.length : 0;
}

/** @throws SuperminError `WRITER_CONTRACT` where bytes are told twice, or not at all */
function requireSum(subject: Subject, files: readonly InventoryFile[]): void {
  const { size, overhead } = subject.contents!;
  let told = 0;
  for (const { stored } of files) told += stored;
  for (const { bytes } of overhead) told += bytes;
  if (told === size) return;
  const what = `the parts of ${subject.names.map(displayPath).join(' ')} take ${told} bytes, all of it ${size}`;
  throw new SuperminError('WRITER_CONTRACT', `the writer '${subject.format}': ${what}`, {
    hint: 'this is a bug in the plugin; report it to its authors',
  });
}

import { humanSize, table } from '@supermin/core';
import type { Inventory, InventoryFile } from '../model/inventory.ts';

/** The inventory for people: a line of what it is, packages by size, what else takes space, what is not known. */
export function inventoryText(inventory: Inventory): string {
  const { packages, files, notes } = inventory;
  const lines = [
    ...heading(inventory),
    ...(packages.length === 0 ? [] : ['', ...packageTable(inventory)]),
    ...(files === undefined ? [] : ['', ...otherTable(inventory, files)]),
    ...(notes.length === 0 ? [] : ['', ...notes.map((note) => `note: ${note}`)]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

const KINDS = {
  appliance: 'small appliance; sizes are those of what it is made of here',
  packages: 'packages of a repository',
} as const;

function heading({ kind, subject, format, image, size, distribution, packages, files }: Inventory) {
  const what = kind === 'output' ? `output, format ${format}` : KINDS[kind];
  const packed = image?.compression && `, ${humanSize(image.size)} with ${image.compression}`;
  const version = distribution && `${distribution.id} ${distribution.version}`.trim();
  const counts = [
    `${packages.length} packages${version === undefined || packages.length === 0 ? '' : ` of ${version}`}`,
    ...(files === undefined ? [] : [`${files.length} paths`]),
    `${humanSize(size)} (${size} bytes)${packed ?? ''}`,
  ];
  return [`${subject.join(' ')}: ${what}`, counts.join(', ')];
}

/** Largest first. */
function packageTable({ packages, files, kind }: Inventory): string[] {
  const isStored = kind === 'output';
  const bytes = (each: (typeof packages)[number]) =>
    files === undefined ? (each.download ?? 0) : isStored ? each.stored : each.size;
  const rows = [...packages]
    .sort((a, b) => bytes(b) - bytes(a) || (a.id < b.id ? -1 : 1))
    .map((each) => [
      humanSize(bytes(each)),
      ...(files === undefined ? [] : [String(each.files)]),
      each.id,
      each.version,
      each.arch,
      sourceOf(each),
    ]);
  const head = ['SIZE', ...(files === undefined ? [] : ['FILES'])];
  const titles = [...head, 'PACKAGE', 'VERSION', 'ARCH', 'SOURCE'];
  return table([titles, ...rows], head.length === 1 ? [0] : [0, 1]);
}

/** The source, and its version where that is not the package's. */
function sourceOf({ source, version }: Inventory['packages'][number]): string {
  if (source === undefined) return '';
  return source.version === version ? source.name : `${source.name} ${source.version}`;
}

/** What no package has, and what is no file. */
function otherTable({ overhead, kind }: Inventory, files: readonly InventoryFile[]): string[] {
  const bytesOf = (file: InventoryFile) => {
    if (kind === 'output') return file.stored;
    return file.type === 'file' && file.hardLink === undefined ? file.size : 0;
  };
  const groups = new Map<string, { bytes: number; count: number }>();
  for (const file of files) {
    if (file.package !== undefined) continue;
    const name = groupOf(file.path);
    const group = groups.get(name) ?? { bytes: 0, count: 0 };
    groups.set(name, { bytes: group.bytes + bytesOf(file), count: group.count + 1 });
  }
  const rows = [...groups].map(([name, { bytes, count }]) => [
    humanSize(bytes),
    String(count),
    name,
  ]);
  const own = overhead.map(({ name, bytes }) => [humanSize(bytes), '', name]);
  const all = [...rows, ...own];
  return all.length === 0 ? [] : table([['SIZE', 'FILES', 'NOT FROM A PACKAGE'], ...all], [0, 1]);
}

/** Kernel modules are of the host's kernel, all else comes with the appliance. */
export function groupOf(path: string): string {
  return /^(?:\/usr)?\/lib\/modules(?:\/|$)/.test(path) ? 'kernel modules' : 'other files';
}

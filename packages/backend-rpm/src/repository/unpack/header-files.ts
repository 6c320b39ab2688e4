import type { BytePath } from '@supermin/core';
import type { Header } from '../../format/header.ts';
import { FileFlag, Tag } from '../../format/tags.ts';

/** A file as the header of its package has it. */
export interface HeaderFile {
  /** Absolute. */
  path: BytePath;
  /** `st_mode`. */
  mode: number;
  size: number;
  mtime: number;
  user: string;
  group: string;
  linkTarget: BytePath;
  major: number;
  minor: number;
  /** As cap_from_text(3) takes them; empty without. */
  capabilities: string;
  isGhost: boolean;
  /** Same for the names of one file. */
  inode: string;
}

/**
 * All files of a package. What a payload says of them does not count: since rpm 4.12 it need not say anything.
 *
 * @returns undefined if the columns do not fit together
 */
export function headerFiles(header: Header): HeaderFile[] | undefined {
  const names = header.texts(Tag.baseNames);
  const directories = header.texts(Tag.directoryNames);
  const columns = {
    directory: header.numbers(Tag.directoryIndexes),
    modes: header.numbers(Tag.fileModes),
    flags: header.numbers(Tag.fileFlags),
    times: header.numbers(Tag.fileTimes),
    devices: header.numbers(Tag.fileDeviceNumbers),
    users: header.texts(Tag.fileUsers),
    groups: header.texts(Tag.fileGroups),
    targets: header.texts(Tag.fileLinkTargets),
    sizes: sizesOf(header),
  };
  if (Object.values(columns).some((column) => (column?.length ?? 0) !== names.length))
    return undefined;
  const capabilities = header.texts(Tag.fileCapabilities);
  const inodes = header.numbers(Tag.fileInodes);
  const volumes = header.numbers(Tag.fileDevices);
  return names.map((name, at) => ({
    path: `${directories[columns.directory![at]!] ?? ''}${name}`,
    mode: columns.modes![at]!,
    size: columns.sizes[at]!,
    mtime: columns.times![at]!,
    user: columns.users[at]!,
    group: columns.groups[at]!,
    linkTarget: columns.targets[at]!,
    major: columns.devices![at]! >> 8,
    minor: columns.devices![at]! & 0xff,
    capabilities: capabilities[at] ?? '',
    isGhost: (columns.flags![at]! & FileFlag.ghost) !== 0,
    inode: `${volumes?.[at] ?? 0}:${inodes?.[at] ?? `none ${at}`}`,
  }));
}

/** Packages with files of 4 GB and more have numbers of 64 bits. */
function sizesOf(header: Header): number[] {
  const long = header.raw(Tag.longFileSizes);
  if (long === undefined) return [...(header.numbers(Tag.fileSizes) ?? [])];
  return Array.from({ length: long.count }, (_, at) => Number(long.data.readBigUInt64BE(8 * at)));
}

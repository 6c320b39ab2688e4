import type { FileType } from '@supermin/core';

/** What was looked at. */
export type Kind =
  /** What a small appliance would become on this machine. */
  | 'appliance'
  /** What a build wrote. */
  | 'output'
  /** Packages that are nowhere installed. */
  | 'packages';

/** Texts are decoded as those of paths are. */
export interface InventoryPackage {
  name: string;
  version: string;
  arch: string;
  /** As appliances name it: `libc6:i386`. */
  id: string;
  /** What it was built from, where that is known. */
  source?: { name: string; version: string } | undefined;
  /** Its package URL, where its backend tells. */
  purl?: string | undefined;
  /** Entries of the inventory that are its own. */
  files: number;
  /** Bytes of the contents of its files. */
  size: number;
  /** Bytes that its entries take in the image. */
  stored: number;
  /** Bytes of the package file, of packages of a repository. */
  download?: number | undefined;
}

export interface InventoryFile {
  /** Decoded as UTF-8; bytes that are none are written `\xNN`. */
  path: string;
  type: FileType;
  /** Four octal digits. */
  mode: string;
  uid: number;
  gid: number;
  /** Bytes of its content; of a link, of its target. */
  size: number;
  /** Bytes that it takes in the image; 0 for all names of an inode but the first. */
  stored: number;
  target?: string | undefined;
  /** Another name of the same inode, which comes first. */
  hardLink?: string | undefined;
  /** Index into `packages`; absent for what is no package's. */
  package?: number | undefined;
}

/** The image that was read, where there is one. */
export interface InventoryImage {
  path: string;
  /** Bytes of the file. */
  size: number;
  compression?: string | undefined;
}

/** All that is known of what is in something; what `supermin inspect --json` prints: docs/inspect.schema.json. */
export interface Inventory {
  supermin: 'inventory';
  version: 1;
  kind: Kind;
  /** What was asked for: paths, or names of packages. */
  subject: readonly string[];
  /** `ext2`: what wrote the output. */
  format?: string | undefined;
  image?: InventoryImage | undefined;
  /** Of the packages: ID and VERSION_ID of os-release. */
  distribution?: { id: string; version: string } | undefined;
  /** Bytes: what `stored` of all files and `overhead` add up to. Of a compressed image, unpacked; of what is no image, of contents. */
  size: number;
  /** Sorted by id. */
  packages: readonly InventoryPackage[];
  /** Absent where nobody knows them without a download. Parents before children, names in byte order. */
  files?: readonly InventoryFile[] | undefined;
  overhead: readonly { name: string; bytes: number }[];
  /** What is not known, and why. */
  notes: readonly string[];
}

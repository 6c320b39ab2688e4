import type { BytePath } from '@supermin/core';
import type { Content } from '@supermin/core/writer';

/** What a filesystem lies on: a raw image, or the disk in a qcow2 file. Nothing on it is trusted. */
export interface Disk {
  /** For messages. */
  name: BytePath;
  /** Bytes. */
  size: number;
  /** Of a disk that is packed in a file, how, and the bytes of the file. */
  packed?: { name: string; size: number };
  /** @throws SuperminError `EXT2_DAMAGED` where the disk ends before */
  read(offset: number, length: number): Buffer;
  /** Where the bytes from `offset` on are as they are; undefined: nowhere. */
  contentAt(offset: number): Content | undefined;
  close(): void;
}

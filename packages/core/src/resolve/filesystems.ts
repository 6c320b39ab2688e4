import { statfsSync } from 'node:fs';
import type { FileStatus, Host } from '../host/host.ts';
import { type BytePath, parentPath, toSystemPath } from '../path/byte-path.ts';

/**
 * Filesystems whose files have another time of change when their attributes were changed, and whose inode numbers stay, by
 * statfs(2): ext2 to ext4, XFS, Btrfs, F2FS.
 */
const TELL_CHANGES: readonly number[] = [0xef53, 0x58465342, 0x9123683e, 0xf2f52010];

/** Filesystems that are gone when the machine is switched off: proc, sysfs, tmpfs and devtmpfs. */
const IN_MEMORY: readonly number[] = [0x9fa0, 0x62656572, 0x01021994];

/** Which filesystems files of a host lie on: one statfs(2) for each. */
export class Filesystems {
  readonly #types = new Map<number, number | undefined>();

  constructor(private readonly host: Pick<Host, 'lstat' | 'open'>) {}

  /** @param dev device of the file */
  tellChanges(dev: number, path: BytePath): boolean {
    return TELL_CHANGES.includes(this.#type(dev, path)!);
  }

  /**
   * Whether something was mounted on this directory that no package has put there: `/dev`, `/proc`, `/run`, `/sys`, `/tmp` of a
   * machine that is up.
   */
  isMemoryMount({ type, dev }: FileStatus, path: BytePath): boolean {
    if (type !== 'directory' || path === '/' || !IN_MEMORY.includes(this.#type(dev, path)!)) {
      return false;
    }
    return this.host.lstat(parentPath(path))?.dev !== dev;
  }

  /** As statfs(2) tells it; undefined of what does not lie on this machine. */
  #type(dev: number, path: BytePath): number | undefined {
    if (!this.#types.has(dev)) this.#types.set(dev, this.#typeAt(path));
    return this.#types.get(dev);
  }

  #typeAt(path: BytePath): number | undefined {
    try {
      const content = this.host.open(path);
      return content.kind === 'path' ? statfsSync(toSystemPath(content.path)).type : undefined;
    } catch {
      return undefined;
    }
  }
}

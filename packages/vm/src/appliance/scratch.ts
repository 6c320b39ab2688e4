import { type BytePath, makeTemporaryDirectory, realPath, removeTree } from '@supermin/core';

/** A directory for files of one VM alone: made when it is asked for, and removed when the VM has ended. */
export class Scratch {
  #directory: BytePath | undefined;

  /** @param parent an existing directory */
  constructor(private readonly parent: BytePath) {}

  /** @throws SuperminError `TMPDIR_RELATIVE`, `TMPDIR_DENIED` */
  get directory(): BytePath {
    this.#directory ??= realPath(makeTemporaryDirectory(this.parent));
    return this.#directory;
  }

  /** Whether a path without links lies in it. */
  has(path: BytePath): boolean {
    return this.#directory !== undefined && path.startsWith(`${this.#directory}/`);
  }

  remove(): void {
    if (this.#directory === undefined) return;
    try {
      removeTree(this.#directory);
    } catch {
      // The next run clears it.
    }
  }
}

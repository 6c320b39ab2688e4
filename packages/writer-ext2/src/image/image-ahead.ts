import { closeSync, openSync } from 'node:fs';
import { type BytePath, type FileNode, type FileTree, toSystemPath } from '@supermin/core';
import { type CopyPart, type CopyThread, copyPart, isPlainFile } from '@supermin/core/copy';
import { BLOCK_SIZE } from '../format/constants.ts';
import type { PlacedAhead } from '../plan/data-extents.ts';
import type { ImagePlan } from '../plan/image-plan.ts';
import { AheadPlan, keptAhead } from '../plan/plan-ahead.ts';

/** Bytes of files that are handed to the thread at a time: as many as two batches. */
const PORTION = 8 << 20;

/** What has been begun of an image that is going to be planned as it was foreseen. */
export interface BegunImage {
  /** Open for writing; whoever gets it closes it, when the thread is stopped. */
  fd: number;
  parts: readonly CopyPart[];
  /** So many of the plan's extents, at the beginning, are in these parts. */
  extents: number;
}

/**
 * An image whose files a second thread copies while this one does not know all of the tree yet: first the kernel's modules, a
 * half of a small appliance, then files of the host as they go into the tree. That thread has nothing else to do.
 */
export class ImageAhead {
  readonly #parts: CopyPart[] = [];
  readonly #placed: PlacedAhead[] = [];
  readonly #seen = new Set<FileNode>();
  /** Of the tree's files, how many have been looked at. */
  #looked = 0;
  /** Files that have no place yet. */
  #waiting: FileNode[] = [];
  #waitingBytes = 0;
  #full = false;
  /** Is the file no longer ours: handed over, or closed? */
  #given = false;

  /**
   * @param size of the image, in bytes
   * @param files that come first
   * @param thread is the image's from now on
   * @returns undefined if the files do not fit
   */
  static begin(
    path: BytePath,
    size: number,
    files: readonly FileNode[],
    thread: CopyThread,
  ): ImageAhead | undefined {
    const plan = AheadPlan.of(size);
    const placed = plan?.place(files);
    if (plan === undefined || placed === undefined) return undefined;
    const ahead = new ImageAhead(openSync(toSystemPath(path), 'w', 0o644), plan, thread);
    for (const file of files) ahead.#seen.add(file);
    ahead.#copy(placed);
    return ahead;
  }

  private constructor(
    private readonly fd: number,
    private readonly plan: AheadPlan,
    /** Free for more work. */
    readonly thread: CopyThread,
  ) {}

  /** Has the files copied that the tree has got since the last time, once there are enough of them. */
  grow(tree: FileTree): void {
    const files = tree.files();
    for (; this.#looked < files.length && !this.#full; this.#looked++) {
      const file = files[this.#looked]!;
      if (!isPlainFile(file) || this.#seen.has(file)) continue;
      this.#seen.add(file);
      this.#waiting.push(file);
      this.#waitingBytes += file.size;
      if (this.#waitingBytes >= PORTION) this.#place();
    }
  }

  /** The tree is complete: what waits for more is copied as well. */
  settle(): void {
    if (this.#waiting.length > 0 && !this.#full) this.#place();
    this.#seen.clear();
  }

  /** Hands over what has been begun, if the plan has it as it was foreseen; only once. */
  take(plan: ImagePlan): BegunImage | undefined {
    if (this.#given) return undefined;
    const extents = keptAhead(plan, this.#placed);
    if (extents === undefined) return undefined;
    this.#given = true;
    return { fd: this.fd, parts: this.#parts, extents };
  }

  /** Ends it. What was not handed over is closed. */
  async stop(): Promise<void> {
    await this.thread.stop();
    if (!this.#given) closeSync(this.fd);
    this.#given = true;
  }

  #place(): void {
    const placed = this.plan.place(this.#waiting);
    this.#waiting = [];
    this.#waitingBytes = 0;
    // The plan, when it is there, has the words for it.
    if (placed === undefined) this.#full = true;
    else this.#copy(placed);
  }

  #copy(placed: PlacedAhead): void {
    const part = copyPart({ ...placed, alignment: BLOCK_SIZE }, this.fd);
    this.#placed.push(placed);
    this.#parts.push(part);
    this.thread.begin(part.job);
  }
}

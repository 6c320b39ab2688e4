import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { type BytePath, toSystemPath } from '@supermin/core';
import {
  type CopyPart,
  type CopyThread,
  copyPart,
  type FileNode,
  type FileTree,
} from '@supermin/core/writer';
import { BLOCK_SIZE } from '../format/constants.ts';
import type { PlacedAhead } from '../plan/data-extents.ts';
import type { ImagePlan } from '../plan/image-plan.ts';
import { AheadPlan, keptAhead } from '../plan/plan-ahead.ts';
import { FilePortions } from './file-portions.ts';

/** Of files that are handed to the thread at a time: enough not to be noticed, so little that it does not wait for it. */
const PORTION = { bytes: 4 << 20, files: 128 };

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
  /** Undefined when nothing more is copied ahead. */
  #portions: FilePortions | undefined;
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
    const fd = openSync(toSystemPath(path), 'w');
    // First: behind the end of a file that grows XFS reserves space, and may keep it reserved.
    try {
      ftruncateSync(fd, size);
    } catch (error) {
      closeSync(fd);
      throw error;
    }
    const portions = new FilePortions(PORTION, files);
    const ahead = new ImageAhead(fd, plan, thread, portions);
    ahead.#copy(placed);
    return ahead;
  }

  private constructor(
    private readonly fd: number,
    private readonly plan: AheadPlan,
    /** Free for more work. */
    readonly thread: CopyThread,
    portions: FilePortions,
  ) {
    this.#portions = portions;
  }

  /** Has the files copied that the tree has got since the last time, once there are enough of them. */
  grow(tree: FileTree): void {
    let portion = this.#portions?.next(tree);
    while (portion !== undefined) {
      this.#place(portion);
      portion = this.#portions?.next(tree);
    }
  }

  /** The tree is complete: what waits for more is copied as well. */
  settle(): void {
    const rest = this.#portions?.rest() ?? [];
    if (rest.length > 0) this.#place(rest);
    this.#portions = undefined;
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

  #place(portion: readonly FileNode[]): void {
    const placed = this.plan.place(portion);
    // What does not fit: the plan, when it is there, has the words for it.
    if (placed === undefined) this.#portions = undefined;
    else this.#copy(placed);
  }

  #copy(placed: PlacedAhead): void {
    const part = copyPart({ ...placed, alignment: BLOCK_SIZE }, this.fd);
    this.#placed.push(placed);
    this.#parts.push(part);
    this.thread.begin(part.job);
  }
}

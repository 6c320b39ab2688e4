import { closeSync, openSync } from 'node:fs';
import { type BytePath, type FileNode, toSystemPath } from '@supermin/core';
import { type CopyPart, type CopyThread, copyPart } from '@supermin/core/copy';
import { BLOCK_SIZE } from '../format/constants.ts';
import type { PlacedAhead } from '../plan/data-extents.ts';
import type { ImagePlan } from '../plan/image-plan.ts';
import { keepsAhead, planAhead } from '../plan/plan-ahead.ts';

/** What has been begun of an image that is going to be planned as it was foreseen. */
export interface BegunImage {
  /** Open for writing; whoever gets it closes it, when the thread is stopped. */
  fd: number;
  part: CopyPart;
}

/**
 * An image whose first files a second thread copies while this one does not know the rest of the tree yet. A half of a
 * small appliance are kernel modules, and that thread has nothing else to do.
 */
export class ImageAhead {
  #begun: BegunImage | undefined;

  /**
   * @param size of the image, in bytes
   * @param thread is the image's from now on
   * @returns undefined if the files do not fit
   */
  static begin(
    path: BytePath,
    size: number,
    files: readonly FileNode[],
    thread: CopyThread,
  ): ImageAhead | undefined {
    const placed = planAhead(files, size);
    if (placed === undefined) return undefined;
    return new ImageAhead(openSync(toSystemPath(path), 'w', 0o644), placed, thread);
  }

  private constructor(
    fd: number,
    private readonly placed: PlacedAhead,
    /** Free for more work. */
    readonly thread: CopyThread,
  ) {
    const part = copyPart({ ...placed, alignment: BLOCK_SIZE }, fd);
    this.#begun = { fd, part };
    thread.begin(part.job);
  }

  /** Hands over what has been begun, if the plan has it as it was foreseen; only once. */
  take(plan: ImagePlan): BegunImage | undefined {
    const begun = keepsAhead(plan, this.placed) ? this.#begun : undefined;
    if (begun !== undefined) this.#begun = undefined;
    return begun;
  }

  /** Ends it. What was not handed over is closed. */
  async stop(): Promise<void> {
    await this.thread.stop();
    if (this.#begun !== undefined) closeSync(this.#begun.fd);
    this.#begun = undefined;
  }
}

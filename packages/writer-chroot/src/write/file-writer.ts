import { closeSync, constants, copyFileSync, linkSync, openSync } from 'node:fs';
import { type BytePath, type FileNode, type Pacer, toSystemPath } from '@supermin/core';
import { cannotShare } from '../errors.ts';
import type { LinkMode } from '../link-mode.ts';
import type { AttributeSetter } from './attribute-setter.ts';
import { BackgroundCopies } from './background-copies.ts';
import { ContentReader, nameOf } from './content-reader.ts';
import { copyContent, SLAB_SIZE } from './copy-content.ts';
import { copySparse } from './copy-sparse.ts';
import { isFull } from './full.ts';

// Makes a new file or fails: what stands there, a link above all, is never opened.
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const CLONE = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE;

/** Until a file is complete it is nobody else's business. */
const PRIVATE = 0o600;

/** Up to here a sparse file is read, which takes no longer than a program to start. */
const SMALL = 8 << 20;

/** From here on a thread for it is worth its while. */
const LARGE = 128 << 10;

/** Beyond this a file is copied piece by piece, so that an abort need not wait for it. */
const HUGE = 32 << 20;

const SETID = 0o6000;

/** After so many failures in a row no more clones are tried. */
const CLONE_ATTEMPTS = 8;

/** Makes regular files, one after the other; the only part whose speed matters. */
export class FileWriter {
  readonly #slab = Buffer.allocUnsafeSlow(SLAB_SIZE);
  readonly #copies = new BackgroundCopies();
  #failedClones = 0;

  /** @param failed told which file it is about before an error of an earlier {@link write} is thrown */
  constructor(
    private readonly mode: LinkMode,
    private readonly setter: AttributeSetter,
    private readonly pacer: Pacer,
    private readonly signal: AbortSignal,
    private readonly failed: (target: BytePath) => void = () => {},
  ) {}

  /**
   * Makes `target` with bytes, owner, mode and time; a large file may be there only after {@link finish}.
   *
   * @returns false if this user may not read the file: there is none then
   * @throws SuperminError `CHROOT_SOURCE_CHANGED`, `CHROOT_LINK`; system errors
   */
  async write(node: FileNode, target: BytePath): Promise<boolean> {
    if (node.content.kind === 'path') {
      const source = node.content.path;
      // It has all of its attributes: it is the host's own file.
      if (this.mode === 'hard') return link(source, target);
      if (this.#mayClone() && this.#clone(source, target)) {
        this.setter.setByPath(target, node);
        return true;
      }
    }
    const reader = ContentReader.open(node);
    if (reader === undefined) return false;
    try {
      if (this.#isForThreads(node)) await this.#copyMeanwhile(node, target);
      else await this.#copy(reader, node, target);
    } finally {
      reader.close();
    }
    return true;
  }

  /** Waits for what is still being written. @throws like {@link write} */
  finish(): Promise<void> {
    return this.#copies.finish(this.failed);
  }

  /** To be called in any case, and before anything is removed: waits until nothing is written any more. */
  settle(): Promise<void> {
    return this.#copies.settle();
  }

  /**
   * Not where a copy is asked for: on filesystems that have clones the kernel makes one. Nor with setuid or setgid bits,
   * which the new file would have before it has its owner.
   */
  #isForThreads({ content, size, sparse, mode }: FileNode): boolean {
    if (this.mode !== 'auto' || content.kind !== 'path' || sparse === true) return false;
    return size >= LARGE && size <= HUGE && (mode & SETID) === 0;
  }

  async #copyMeanwhile(node: FileNode, target: BytePath): Promise<void> {
    await this.#copies.room(node.size, this.failed);
    this.#copies.start(nameOf(node), target, node.size, () => this.setter.setByPath(target, node));
  }

  async #copy(reader: ContentReader, node: FileNode, target: BytePath): Promise<void> {
    const fd = openSync(toSystemPath(target), CREATE, PRIVATE);
    try {
      if (!(await this.#copySparse(reader, node, fd))) {
        await copyContent(reader, node, fd, this.#slab, this.pacer);
      }
      this.setter.setByDescriptor(fd, node);
    } finally {
      closeSync(fd);
    }
  }

  async #copySparse({ fd }: ContentReader, node: FileNode, target: number): Promise<boolean> {
    const worthIt = node.sparse === true && node.size > SMALL && node.content.kind === 'path';
    return worthIt && fd !== undefined && copySparse(fd, target, node.size, this.signal);
  }

  #mayClone(): boolean {
    if (this.mode === 'reflink') return true;
    return this.mode === 'auto' && this.#failedClones < CLONE_ATTEMPTS;
  }

  /** False if there is to be a copy instead, which will say what is wrong if that fails, too. */
  #clone(source: BytePath, target: BytePath): boolean {
    try {
      copyFileSync(toSystemPath(source), toSystemPath(target), CLONE);
      this.#failedClones = 0;
      return true;
    } catch (error) {
      if (isFull(error)) throw error;
      if (this.mode === 'reflink') throw cannotShare('reflink', source, target, error);
      this.#failedClones++;
      return false;
    }
  }
}

function link(source: BytePath, target: BytePath): true {
  try {
    linkSync(toSystemPath(source), toSystemPath(target));
    return true;
  } catch (error) {
    if (isFull(error)) throw error;
    throw cannotShare('hard', source, target, error);
  }
}

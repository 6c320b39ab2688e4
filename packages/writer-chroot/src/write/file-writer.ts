import { closeSync, fstatSync, ftruncateSync, linkSync, openSync } from 'node:fs';
import { type BytePath, type Pacer, toSystemPath } from '@supermin/core';
import {
  copySparse,
  type FileNode,
  isFull,
  isReadInPieces,
  sourceChanged,
  sourceOf,
  stampOf,
} from '@supermin/core/writer';
import { cannotShare } from '../errors.ts';
import type { LinkMode } from '../link-mode.ts';
import type { AttributeSetter } from './attribute-setter.ts';
import type { Cloner } from './cloner.ts';
import { ContentCopier } from './content-copier.ts';
import { ContentReader, nameOf } from './content-reader.ts';
import { CREATE, PRIVATE } from './new-file.ts';

/** Up to here a sparse file is read, which takes no longer than a program to start. */
const SMALL = 8 << 20;

/** Makes regular files, one after the other; the only part whose speed matters. */
export class FileWriter {
  readonly #copier: ContentCopier;

  constructor(
    private readonly mode: LinkMode,
    private readonly cloner: Cloner,
    private readonly setter: AttributeSetter,
    private readonly pacer: Pacer,
  ) {
    this.#copier = new ContentCopier(pacer);
  }

  /** Are files of the host shared with it, as far as is known by now? If not, all bytes are copied. */
  get sharing(): boolean {
    return this.mode === 'hard' || this.cloner.trying;
  }

  /**
   * Makes `target` with bytes, owner, mode and time.
   *
   * @returns false if this user may not read the file: there is none then
   * @throws SuperminError `CHROOT_SOURCE_CHANGED`, `SOURCE_CHANGED`, `CHROOT_LINK`; system errors
   */
  async write(node: FileNode, target: BytePath): Promise<boolean> {
    if (node.content.kind === 'path') {
      const source = node.content.path;
      // It has all of its attributes: it is the host's own file.
      if (this.mode === 'hard') return link(source, target);
      if (this.cloner.trying && this.cloner.clone(source, target)) {
        this.setter.setByPath(target, node);
        return true;
      }
    }
    const reader = ContentReader.open(node);
    if (reader === undefined) return false;
    try {
      await this.#copy(reader, node, target);
    } finally {
      reader.close();
    }
    return true;
  }

  async #copy(reader: ContentReader, node: FileNode, target: BytePath): Promise<void> {
    const fd = openSync(toSystemPath(target), CREATE, PRIVATE);
    const stamp = stampOfLarge(reader, node);
    try {
      if (!(await this.#copySparse(reader, node, fd))) {
        await this.#copier.copy(reader, node, fd);
      }
      if (stamp !== stampOfLarge(reader, node)) throw sourceChanged(nameOf(node));
      this.setter.setByDescriptor(fd, node);
    } finally {
      closeSync(fd);
    }
  }

  /** False if that cannot be done, or the file is shorter than was planned; what is more is cut off. */
  async #copySparse({ fd }: ContentReader, node: FileNode, target: number): Promise<boolean> {
    const { sparse, size, content } = node;
    if (!sparse || size <= SMALL || content.kind !== 'path' || fd === undefined) return false;
    if (!(await copySparse(fd, target, { signal: this.pacer.signal }))) return false;
    const isWhole = fstatSync(target).size >= size;
    ftruncateSync(target, isWhole ? size : 0);
    return isWhole;
  }
}

/** Undefined for what does not change, or is read in one piece. */
function stampOfLarge({ fd }: ContentReader, { content, size }: FileNode): string | undefined {
  const isLarge = fd !== undefined && sourceOf(content) !== undefined && isReadInPieces(size);
  return isLarge ? stampOf(fd) : undefined;
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

import { mkdirSync, readdirSync, unlinkSync } from 'node:fs';
import {
  type BytePath,
  type FileNode,
  type FileTree,
  joinPath,
  parentPath,
  removeTree,
  toSystemPath,
} from '@supermin/core';
import { FilePortions, type NewFile } from '@supermin/core/copy';
import type { LinkMode } from '../link-mode.ts';
import type { ChrootPlan, Placed } from '../plan/chroot-plan.ts';
import { type Identity, ownIdentity } from '../plan/identity.ts';
import { AttributeSetter } from './attribute-setter.ts';
import { Cloner } from './cloner.ts';
import { type FreeSpace, freeSpace } from './full.ts';
import { PRIVATE_DIRECTORY } from './new-file.ts';
import { type MakePart, type MakeThread, makePart, startMakeThread } from './share-work.ts';

/** Of files that are handed to the thread at a time; with fewer of them it would start when all is done. */
const PORTION = { bytes: 8 << 20, files: 256 };

export interface AheadOptions {
  link: LinkMode;
  /** No time is later: in seconds. */
  latest?: number | undefined;
  /** Whose rights decide what is tried. Default: those of this process. */
  identity?: Identity;
  /** Default: `startMakeThread`. */
  start?: () => MakeThread | undefined;
}

/**
 * The files of a chroot that a second thread makes while this one still puts the tree together: those of the host whose bytes
 * are copied.
 */
export class ChrootAhead {
  readonly parts: MakePart[] = [];
  /** What is made, or will be, and its name. */
  readonly files = new Map<FileNode, BytePath>();
  readonly directories = new Set<BytePath>();
  /** Of the filesystem, when nothing was written. */
  readonly before: FreeSpace;
  readonly cloner: Cloner;
  /** Undefined as long as there is nothing for it. */
  thread: MakeThread | undefined;
  readonly #setter: AttributeSetter;
  readonly #portions = new FilePortions(PORTION);
  #over: boolean;

  /** @param directory of the chroot, empty */
  constructor(
    private readonly directory: BytePath,
    private readonly options: AheadOptions,
  ) {
    const { identity, link } = options;
    this.before = freeSpace(directory);
    this.cloner = new Cloner(link);
    this.#setter = new AttributeSetter(directory, identity ?? ownIdentity());
    this.#over = link === 'hard' || link === 'reflink';
  }

  /** Has the files made that the tree has got since the last time, once there are enough of them. */
  grow(tree: FileTree): void {
    try {
      while (!this.#over) {
        const portion = this.#portions.next(tree);
        if (portion === undefined) return;
        this.#make(placed(portion, tree));
      }
    } catch {
      // Whatever it was, it comes again when the plan is written, and is told then.
      this.#over = true;
    }
  }

  /** Does the plan have all that was made, where it was made? */
  fits(plan: ChrootPlan): boolean {
    let [files, directories] = [0, 0];
    for (const { path, node } of plan.files) if (this.files.get(node) === path) files++;
    for (const { path } of plan.directories) if (this.directories.has(path)) directories++;
    return files === this.files.size && directories === this.directories.size;
  }

  /** Removes all that was made; there will be no more. */
  async discard(): Promise<void> {
    this.#over = true;
    await this.stop();
    this.thread = undefined;
    this.parts.length = 0;
    this.files.clear();
    this.directories.clear();
    for (const name of readdirSync(toSystemPath(this.directory), 'latin1')) {
      removeTree(joinPath(this.directory, name));
    }
  }

  /** When this resolves, nothing is made any more. */
  async stop(): Promise<void> {
    await this.thread?.stop();
  }

  #make(files: readonly Placed<FileNode>[]): void {
    for (const { path } of files) this.#makeDirectory(parentPath(path));
    if (this.cloner.trying) this.#tryClones(files);
    // Where files can be cloned there is no work to share.
    if (this.#over || this.cloner.trying) return;
    this.thread ??= (this.options.start ?? startMakeThread)();
    if (this.thread === undefined) {
      this.#over = true;
      return;
    }
    const part = makePart(this.directory, files, [], {
      attributes: (node) => this.#setter.wanted(node),
      latest: this.options.latest,
    });
    this.parts.push(part);
    for (const { path, node } of files) this.files.set(node, path);
    this.thread.begin(part.job);
  }

  #makeDirectory(path: BytePath): void {
    if (path === '/' || this.directories.has(path)) return;
    this.#makeDirectory(parentPath(path));
    mkdirSync(toSystemPath(this.directory + path), PRIVATE_DIRECTORY);
    this.directories.add(path);
  }

  #tryClones(files: readonly Placed<FileNode>[]): void {
    for (const { path, node } of files) {
      if (!this.cloner.trying) return;
      const target = this.directory + path;
      if (node.content.kind !== 'path' || !this.cloner.clone(node.content.path, target)) continue;
      unlinkSync(toSystemPath(target));
      this.#over = true;
      return;
    }
  }
}

/** Those of which it is known where they belong. */
function placed(portion: readonly NewFile[], tree: FileTree): Placed<FileNode>[] {
  return portion.flatMap(({ node, index }) => {
    const path = tree.filePath(index);
    return path === undefined ? [] : [{ path, node }];
  });
}

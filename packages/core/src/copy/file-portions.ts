import type { FileTree } from '../tree/file-tree.ts';
import type { FileNode } from '../tree/node.ts';
import { isPlainFile } from './plain-file.ts';

export interface NewFile {
  node: FileNode;
  /** In `FileTree.files()`. */
  index: number;
}

/** The files that a tree gets while it is put together and that a second thread can copy by itself, a portion at a time. */
export class FilePortions {
  readonly #seen: Set<FileNode>;
  /** Of the tree's files, how many have been looked at. */
  #looked = 0;
  #waiting: NewFile[] = [];
  #bytes = 0;

  /**
   * @param limits of a portion, which is full when it reaches one of them
   * @param known files that are never in one
   */
  constructor(
    private readonly limits: { bytes: number; files: number },
    known: Iterable<FileNode> = [],
  ) {
    this.#seen = new Set(known);
  }

  /** The next full one, of files that were not in any; undefined if there are too few. */
  next(tree: FileTree): NewFile[] | undefined {
    const files = tree.files();
    while (this.#looked < files.length) {
      const index = this.#looked++;
      const node = files[index]!;
      if (!isPlainFile(node) || this.#seen.has(node)) continue;
      this.#seen.add(node);
      this.#waiting.push({ node, index });
      this.#bytes += node.size;
      if (this.#waiting.length >= this.limits.files || this.#bytes >= this.limits.bytes) {
        return this.rest();
      }
    }
    return undefined;
  }

  /** What waits for a full portion. */
  rest(): NewFile[] {
    const portion = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    return portion;
  }
}

import { type FileNode, type FileTree, isPlainFile } from '@supermin/core/writer';

/** The files that a tree gets while it is put together and that a second thread can copy by itself, a portion at a time. */
export class FilePortions {
  readonly #seen: Set<FileNode>;
  /** Of the tree's files, how many have been looked at. */
  #looked = 0;
  #waiting: FileNode[] = [];
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
  next(tree: FileTree): FileNode[] | undefined {
    const files = tree.files();
    while (this.#looked < files.length) {
      const node = files[this.#looked++]!;
      if (!isPlainFile(node) || this.#seen.has(node)) continue;
      this.#seen.add(node);
      this.#waiting.push(node);
      this.#bytes += node.size;
      if (this.#waiting.length >= this.limits.files || this.#bytes >= this.limits.bytes) {
        return this.rest();
      }
    }
    return undefined;
  }

  /** What waits for a full portion. */
  rest(): FileNode[] {
    const portion = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    return portion;
  }
}

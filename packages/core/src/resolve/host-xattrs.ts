import type { Host } from '../host/host.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { TreeNode, Xattrs } from '../tree/node.ts';
import { keptXattrs, type XattrsOption } from './kept-xattrs.ts';

/** So many paths are asked about at once: fewer cost a process each, more leave the other processors idle until the end. */
const BATCH = 2048;

/** Extended attributes of host files, which another program reads while more files are looked at. */
export class HostXattrs {
  /** None where nobody wants them, or the root has none: what is looked at need not be remembered then. */
  static of(host: Host, option: XattrsOption, signal: AbortSignal): HostXattrs | undefined {
    if (option === 'none' || host.xattrs === undefined) return undefined;
    return new HostXattrs((paths) => host.xattrs!(paths, signal), option);
  }

  /** Paths on the host, and of the same files in the tree. */
  #hostPaths: BytePath[] = [];
  #paths: BytePath[] = [];
  readonly #answers: Promise<void>[] = [];
  readonly #found: [BytePath, Xattrs][] = [];
  /** True when they could not be read. */
  unread = false;

  private constructor(
    private readonly read: (paths: readonly BytePath[]) => ReturnType<NonNullable<Host['xattrs']>>,
    private readonly option: Exclude<XattrsOption, 'none'>,
  ) {}

  /** @param path in the tree @param hostPath of the same on the host */
  add(path: BytePath, hostPath: BytePath, { type }: TreeNode): void {
    // Links and devices have none but those of security modules.
    if (type !== 'file' && type !== 'directory') return;
    this.#hostPaths.push(hostPath);
    this.#paths.push(path);
    if (this.#paths.length === BATCH) this.#ask();
  }

  /** Gives the nodes of the tree their attributes. @throws the signal's reason */
  async put(tree: FileTree): Promise<void> {
    if (this.#paths.length > 0) this.#ask();
    await Promise.all(this.#answers);
    for (const [path, xattrs] of this.#found) {
      const node = tree.lookup(path);
      if (node !== undefined) node.xattrs = xattrs;
    }
  }

  #ask(): void {
    const [hostPaths, paths] = [this.#hostPaths, this.#paths];
    this.#hostPaths = [];
    this.#paths = [];
    const answer = this.read(hostPaths).then((files) => {
      if (files === undefined) this.unread = true;
      else if (files.size > 0)
        this.#take(files, new Map(hostPaths.map((path, at) => [path, paths[at]!])));
    });
    // Reported by `put`.
    answer.catch(() => {});
    this.#answers.push(answer);
  }

  #take(files: ReadonlyMap<BytePath, Xattrs>, places: ReadonlyMap<BytePath, BytePath>): void {
    for (const [hostPath, all] of files) {
      const xattrs = keptXattrs(all, this.option);
      if (xattrs !== undefined) this.#found.push([places.get(hostPath)!, xattrs]);
    }
  }
}

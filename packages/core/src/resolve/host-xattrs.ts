import type { FileStatus, FoundXattrs, Host } from '../host/host.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { Xattrs } from '../tree/node.ts';
import type { Package } from '../tree/package.ts';
import { Filesystems } from './filesystems.ts';
import { keptXattrs, type XattrsOption } from './kept-xattrs.ts';
import { KnownXattrs } from './known-xattrs.ts';

/** So many paths are asked about at once: fewer cost a process each, more leave the other processors idle until the end. */
const BATCH = 2048;

type Read = (paths: readonly BytePath[]) => ReturnType<NonNullable<Host['xattrs']>>;

interface Batch {
  hostPaths: readonly BytePath[];
  paths: readonly BytePath[];
  statuses: readonly FileStatus[];
}

export interface HostXattrsOptions {
  /** Default: `default`. */
  xattrs?: XattrsOption | undefined;
  /** Where it is kept what files have. */
  cacheDirectory?: BytePath | undefined;
  /** Of the appliance; default: none. */
  packages?: readonly Package[];
}

/**
 * Extended attributes of host files, which another program reads while more files are looked at. Files that are known are not asked
 * for.
 */
export class HostXattrs {
  /** None where nobody wants them, or the root has none: what is looked at need not be remembered then. */
  static of(host: Host, options: HostXattrsOptions, signal: AbortSignal): HostXattrs | undefined {
    const { xattrs: option = 'default', cacheDirectory: cache, packages = [] } = options;
    if (option === 'none' || host.xattrs === undefined) return undefined;
    // Who may see all of them depends on more than the user.
    const wanted = cache !== undefined && option === 'default';
    const filesystems = new Filesystems(host);
    const appliance = [host.root, ...packages.map(({ id }) => id)].join('\0');
    const known = wanted ? new KnownXattrs({ cache, appliance }, filesystems) : undefined;
    const read: Read = (paths) => host.xattrs!(paths, signal);
    return new HostXattrs(read, option, filesystems, known);
  }

  /** Paths on the host, and of the same files in the tree. */
  #hostPaths: BytePath[] = [];
  #paths: BytePath[] = [];
  #statuses: FileStatus[] = [];
  readonly #answers: Promise<void>[] = [];
  readonly #found: [BytePath, Xattrs][] = [];
  /** True when they could not be read. */
  unread = false;

  private constructor(
    private readonly read: Read,
    private readonly option: Exclude<XattrsOption, 'none'>,
    private readonly filesystems: Filesystems,
    private readonly known: KnownXattrs | undefined,
  ) {}

  /** @param path in the tree @param hostPath of the same on the host @param status from before */
  add(path: BytePath, hostPath: BytePath, status: FileStatus): void {
    const { type } = status;
    // Links and devices have none but those of security modules.
    if (type !== 'file' && type !== 'directory') return;
    const known = this.known?.of(status);
    if (known !== undefined) {
      if (known !== 'none') this.#found.push([path, known]);
      return;
    }
    // What was mounted there has attributes of its own. Asking for these few would start a program in each build.
    if (this.option === 'default' && this.filesystems.isMemoryMount(status, hostPath)) return;
    this.#hostPaths.push(hostPath);
    this.#paths.push(path);
    this.#statuses.push(status);
    if (this.#paths.length === BATCH) this.#ask();
  }

  /** Gives the nodes of the tree their attributes. @throws the signal's reason */
  async put(tree: FileTree): Promise<void> {
    if (this.#paths.length > 0) this.#ask();
    await Promise.all(this.#answers);
    this.known?.keep();
    for (const [path, xattrs] of this.#found) {
      const node = tree.lookup(path);
      if (node !== undefined) node.xattrs = xattrs;
    }
  }

  #ask(): void {
    const [hostPaths, paths, statuses] = [this.#hostPaths, this.#paths, this.#statuses];
    this.#hostPaths = [];
    this.#paths = [];
    this.#statuses = [];
    const answer = this.read(hostPaths).then((found) => {
      if (found === undefined) this.unread = true;
      else this.#take(found, { hostPaths, paths, statuses });
    });
    // Reported by `put`.
    answer.catch(() => {});
    this.#answers.push(answer);
  }

  #take({ files, complete }: FoundXattrs, { hostPaths, paths, statuses }: Batch): void {
    for (const [at, hostPath] of hostPaths.entries()) {
      const all = files.get(hostPath);
      const xattrs = all && keptXattrs(all, this.option);
      if (xattrs !== undefined) this.#found.push([paths[at]!, xattrs]);
      if (complete) this.known?.add(statuses[at]!, hostPath, xattrs);
    }
  }
}

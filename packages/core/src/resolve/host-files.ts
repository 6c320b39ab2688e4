import { attempt } from '../errors/attempt.ts';
import type { Host } from '../host/host.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { AlternativeLink } from '../plugin/contract.ts';
import type { FileTree, MakeParent } from '../tree/file-tree.ts';
import { putAlternatives } from './alternatives.ts';
import { HostReader, REFUSALS } from './host-reader.ts';
import type { HostXattrs } from './host-xattrs.ts';
import { putMergedLinks } from './merged-usr.ts';

/** So many paths are looked at before somebody is told. */
const TOLD = 128;

/**
 * Puts files of the host into the tree: one `lstat` a path. What does not exist is passed over, what may not be
 * read is left out. Directories on the way that nobody named come from the host, too.
 */
export class HostFiles {
  /** Paths that went into the tree. */
  found = 0;
  /** Paths, as the host has them, that are there but may not be read. */
  readonly unreadable: BytePath[] = [];
  readonly #reader: HostReader;
  readonly #makeParent: MakeParent;
  readonly #links: BytePath[] = [];
  #looked = 0;

  /** @param grown called periodically while the tree is being filled @param xattrs is told what went into the tree */
  constructor(
    private readonly host: Host,
    private readonly tree: FileTree,
    private readonly grown?: () => void,
    private readonly xattrs?: HostXattrs,
  ) {
    const reader = new HostReader(host);
    this.#reader = reader;
    this.#makeParent = (path) => {
      const node = reader.parent(path);
      const { status } = reader;
      if (node !== undefined) xattrs?.add(path, path, status!);
      return node;
    };
  }

  /**
   * @param path where the file belongs
   * @param hostPath where it lies on the host
   * @param owner index of its package; none for a hostfile
   */
  put(path: BytePath, hostPath: BytePath, owner?: number): void {
    if (++this.#looked % TOLD === 0) this.grown?.();
    const node = this.#reader.node(hostPath, owner);
    if (node === 'missing') return;
    if (node === 'unreadable') {
      this.unreadable.push(hostPath);
      return;
    }
    this.xattrs?.add(path, hostPath, this.#reader.status!);
    this.tree.put(path, node, this.#makeParent);
    if (node.type === 'symlink') this.#links.push(path);
    this.found++;
  }

  /** To be called when all that the links may lead to is there, see `putAlternatives`. */
  putAlternatives(links: readonly AlternativeLink[], takes: (path: BytePath) => boolean): void {
    putAlternatives(this.tree, links, this.#reader, takes);
  }

  /**
   * To be called when all else is there: a link that leads to a directory of the host leads to one in the appliance, too,
   * even if no package owns it (`/var/lock` → `/run/lock`): an empty one, like the host's. Links of merged /usr are put first.
   */
  completeLinks(): void {
    putMergedLinks(this.tree, this.#reader);
    for (const path of this.#links) {
      if (this.tree.lookup(path)?.type !== 'symlink' || !this.tree.dangles(path)) continue;
      const status = attempt(() => this.host.stat(path), ...REFUSALS);
      if (status?.type === 'directory') this.tree.makeDirectory(path, this.#makeParent);
    }
  }
}

import type { BytePath, Host, PackageDatabase } from '@supermin/core';
import { isShared, type Share } from '../shares/shares.ts';
import { withBytesOf } from './bytes-of.ts';
import { type ElfNeeds, readElf } from './elf.ts';
import { findProgram, linkChain } from './find-program.ts';
import { type GuestView, guestView } from './guest-view.ts';
import { configuredDirectories, findLibraries } from './libraries.ts';
import { interpretersOf, LINE_LIMIT } from './shebang.ts';

/** What the VM has to have for a program to run. */
export interface ProgramNeeds {
  /** Ids of packages. */
  packages: Set<string>;
  /** Files of the host root that no package owns. */
  hostfiles: Set<BytePath>;
  /** Those of them that are no links. */
  unowned: BytePath[];
}

export interface NeedsRequest {
  host: Host;
  database: PackageDatabase;
  shares: readonly Pick<Share, 'directory' | 'mount'>[];
}

/**
 * What it takes to run a program: its package; if it is a script, its interpreter and that one's; if no package owns it, or it lies in a
 * share, its loader and libraries.
 *
 * @param program path in the VM, or name
 */
export function needsOfProgram(program: BytePath, request: NeedsRequest): ProgramNeeds {
  const finder = new Finder(request);
  finder.add(findProgram(finder.view, program));
  return finder;
}

class Finder implements ProgramNeeds {
  readonly packages = new Set<string>();
  readonly hostfiles = new Set<BytePath>();
  readonly unowned: BytePath[] = [];
  readonly view: GuestView;
  readonly #seen = new Set<BytePath>();
  #configured: BytePath[] | undefined;

  constructor(private readonly request: NeedsRequest) {
    this.view = guestView(request.host, request.shares);
  }

  /** @param chain links and the file that they lead to; empty for what is not there, which the VM tells */
  add(chain: readonly BytePath[]): void {
    const file = chain.at(-1);
    if (file === undefined || this.#seen.has(file)) return;
    this.#seen.add(file);
    // Links on the way (of alternatives, say) belong to nobody; a backend may follow them all the same.
    for (const link of chain.slice(0, -1)) if (!this.#isShared(link)) this.hostfiles.add(link);
    const owned = this.#takeOwned(file);
    withBytesOf(this.view.open(file), (read) => {
      for (const name of interpretersOf(read(0, LINE_LIMIT)))
        this.add(findProgram(this.view, name));
      const elf = owned ? undefined : readElf(read);
      if (elf !== undefined) this.#addElf(file, elf);
    });
  }

  /** True for a file that a package brings, with all that it needs but perhaps a script's interpreter. */
  #takeOwned(file: BytePath): boolean {
    if (this.#isShared(file)) return false;
    const owners = this.request.database.find(file);
    for (const { id } of owners) this.packages.add(id);
    if (owners.length > 0) return true;
    this.hostfiles.add(file);
    this.unowned.push(file);
    return false;
  }

  #addElf(file: BytePath, elf: ElfNeeds): void {
    if (elf.interpreter !== undefined) this.add(findProgram(this.view, elf.interpreter));
    this.#configured ??= configuredDirectories(this.request.host);
    for (const library of findLibraries(file, elf, this.view, this.#configured)) {
      this.add(linkChain(this.view, library));
    }
  }

  #isShared(path: BytePath): boolean {
    return isShared(path, this.request.shares);
  }
}

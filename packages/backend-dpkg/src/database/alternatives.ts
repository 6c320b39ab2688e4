import { type BytePath, type Host, joinPath } from '@supermin/core';
import { permitted } from '@supermin/core/backend';
import type { FileLists } from './file-lists.ts';
import type { InstalledPackage } from './installed-package.ts';
import { ALTERNATIVES } from './locations.ts';

/**
 * What update-alternatives(1) has chosen on the host: `/etc/alternatives/awk` -> `/usr/bin/gawk`.
 *
 * By custom a virtual package and the alternative that its providers share bear one name (Policy 7.5 and its list of
 * virtual packages: awk, editor, pager, ...).
 */
export class Alternatives {
  readonly #targets = new Map<string, BytePath | undefined>();

  constructor(
    private readonly host: Host,
    private readonly lists: FileLists,
  ) {}

  /** Whether the host's alternative called `name` is a file of this package. */
  isChosen(name: string, found: InstalledPackage): boolean {
    const target = this.#target(name);
    if (target === undefined) return false;
    const text = this.lists.textToSearch(found);
    return spellings(target).some((path) => text.includes(`\n${path}\n`));
  }

  #target(name: string): BytePath | undefined {
    if (!this.#targets.has(name)) {
      const path = joinPath(ALTERNATIVES, name);
      const link = permitted(() => this.host.lstat(path))?.type === 'symlink';
      this.#targets.set(name, link ? this.host.readlink(path) : undefined);
    }
    return this.#targets.get(name);
  }
}

/** With a merged /usr, alternatives and lists need not agree on whether `/usr` belongs to the path. */
function spellings(path: BytePath): BytePath[] {
  return [path, path.startsWith('/usr/') ? path.slice('/usr'.length) : `/usr${path}`];
}

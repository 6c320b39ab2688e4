import type {
  AlternativeLink,
  ClosureOptions,
  OpenOptions,
  Package,
  PackageContents,
  PackageDatabase,
  PackageFile,
  PristineFile,
  PristineOptions,
  SourcePackage,
} from '../plugin/contract.ts';
import { byId } from './by-id.ts';
import { resolveClosure } from './closure.ts';
import { unknownPackage } from './errors.ts';
import { followLinks } from './follow-links.ts';
import type { PackageManager } from './package-manager.ts';
import { pristineFiles } from './pristine-files.ts';

/** The contract's view of a package manager: what a backend's `open` returns. */
export function packageDatabase<P extends Package, D>(
  context: OpenOptions,
  manager: PackageManager<P, D>,
): PackageDatabase {
  return new ManagedDatabase(context, manager);
}

class ManagedDatabase<P extends Package, D> implements PackageDatabase {
  readonly #byId: ReadonlyMap<string, P>;
  /** Not there if the package manager has no such thing. */
  readonly essential?: () => Package[];
  readonly alternatives?: () => AlternativeLink[];

  constructor(
    private readonly context: OpenOptions,
    private readonly manager: PackageManager<P, D>,
  ) {
    this.#byId = new Map(manager.packages.map((found) => [found.id, found]));
    if (manager.essential !== undefined) {
      this.essential = () => [...manager.essential!()].sort(byId);
    }
    if (manager.alternatives !== undefined) this.alternatives = () => manager.alternatives!();
  }

  find(name: string): Package[] {
    const { context, manager } = this;
    const found = name.startsWith('/')
      ? followLinks(context.host, name, (path) => manager.findByPath(path))
      : manager.findByName(name);
    return found === undefined ? [] : [found];
  }

  names(): string[] {
    return this.manager.packages.map(({ name }) => name);
  }

  packages(): Package[] {
    return [...this.manager.packages].sort(byId);
  }

  source(found: Package): SourcePackage | undefined {
    return this.manager.source?.(this.#own(found));
  }

  closure(roots: readonly Package[], { resolver, weak = false, trace }: ClosureOptions): Package[] {
    const { manager } = this;
    const packages = roots.map((root) => this.#own(root));
    if (resolver === 'supermin5') return manager.closureOfSupermin5(packages);
    const { report } = this.context;
    const options = { manager: manager.name, weak, report, trace };
    return resolveClosure(manager.dependencies, packages, options);
  }

  async contents(packages: readonly Package[], signal: AbortSignal): Promise<PackageContents[]> {
    signal.throwIfAborted();
    const own = packages.map((each) => this.#own(each));
    const list = this.manager.contents(own);
    return own.map((found) => lazily(found, () => list(found)));
  }

  pristine(
    contents: readonly PackageContents[],
    options: PristineOptions,
  ): Promise<PristineFile[]> {
    const packages = contents.map((each) => lazily(this.#own(each.package), () => each.files));
    const context = { ...this.context, manager: this.manager.name };
    return pristineFiles(context, this.manager.configFiles, packages, options);
  }

  listEntry(found: Package): string {
    return this.manager.listEntry(this.#own(found));
  }

  /** Packages come back from the caller as plain values: theirs is the id, ours the rest. */
  #own({ id }: Package): P {
    const found = this.#byId.get(id);
    if (found === undefined) throw unknownPackage(this.manager.name, id);
    return found;
  }
}

/** Files are listed when they are asked for, and not kept: that is done once, and they are what takes most memory. */
function lazily<P extends Package>(
  found: P,
  list: () => readonly PackageFile[],
): PackageContents & { package: P } {
  return {
    package: found,
    get files() {
      return list();
    },
  };
}

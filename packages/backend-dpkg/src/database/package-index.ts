import { compareBytes, isSuperminError, type Report } from '@supermin/core';
import { appendTo, UnusablePackages, warnUnread } from '@supermin/core/backend';
import type { Alternative, Clause } from '../format/relation.ts';
import { versionSatisfies } from '../version/relation-operator.ts';
import type { Alternatives } from './alternatives.ts';
import type { InstalledPackage } from './installed-package.ts';
import type { InstalledPackages } from './installed-packages.ts';

/** A package under one of the names that it answers to. */
interface Provider {
  package: InstalledPackage;
  /** Of the name: the package's own, or what its Provides says. Undefined: satisfies no version constraint. */
  version: string | undefined;
  /** Of the name: the package's own unless its Provides has another after a colon. */
  arch: string;
  virtual: boolean;
}

/** The installed packages by all their names. */
export class PackageIndex {
  readonly packages: readonly InstalledPackage[];
  /** The native architecture. */
  readonly native: string;
  readonly #real = new Map<string, InstalledPackage[]>();
  readonly unusable: UnusablePackages;
  #providers: ReadonlyMap<string, Provider[]> | undefined;

  /** @param report told of records that cannot be read */
  constructor(
    { packages, native, unusable }: InstalledPackages,
    private readonly alternatives: Pick<Alternatives, 'isChosen'>,
    private readonly report: Report,
  ) {
    this.packages = packages;
    this.native = native;
    for (const found of packages) appendTo(this.#real, found.name, found);
    this.unusable = new UnusablePackages(report);
    for (const { name, error, damaged } of unusable) {
      if (damaged) this.unusable.addUnread([name], error);
      else this.unusable.add([name], error);
    }
  }

  /** All architectures of a package, by its own name: the native one first, then in byte order. */
  named(name: string): InstalledPackage[] {
    return [...(this.#real.get(name) ?? [])].sort((a, b) => this.#compareArch(a, b, this.native));
  }

  /** The packages that satisfy a clause of a package of architecture `arch`, in the order of its alternatives. */
  satisfiers(clause: Clause, arch: string): InstalledPackage[] {
    const [first, ...others] = clause.alternatives;
    if (others.length === 0) return this.candidates(first!, arch);
    return unique(clause.alternatives.flatMap((each) => this.candidates(each, arch)));
  }

  /**
   * The packages that satisfy an alternative of a package of architecture `arch`, the best first: real before virtual,
   * of that architecture before the native one before others; of virtual ones the one that the host's alternative of that
   * name is set to; essential before required before optional; then by name.
   */
  candidates(alternative: Alternative, arch: string): InstalledPackage[] {
    this.#providers ??= providersOf(this.packages, this.report);
    const providers = this.#providers.get(alternative.name);
    if (providers === undefined) return [];
    const fitting = providers.filter(
      (provider) =>
        this.#archFits(provider, alternative.qualifier, arch) && versionFits(provider, alternative),
    );
    if (fitting.length > 1) this.#sort(fitting, alternative.name, arch);
    return unique(fitting.map((provider) => provider.package));
  }

  /**
   * dpkg's rule, as measured against dpkg and apt for all combinations: without a qualifier `Multi-Arch: foreign` fits
   * everywhere, anything else only its own architecture; `:any` wants `Multi-Arch: allowed` (or a name provided as
   * `:any`); an architecture wants just that one.
   */
  #archFits(provider: Provider, qualifier: string | undefined, arch: string): boolean {
    const { multiArch } = provider.package;
    if (qualifier === 'any') return multiArch === 'allowed' || provider.arch === 'any';
    if (qualifier === undefined) return multiArch === 'foreign' || provider.arch === arch;
    return provider.arch === (qualifier === 'native' ? this.native : qualifier);
  }

  #sort(providers: Provider[], name: string, arch: string): void {
    const chosen = (each: Provider) =>
      each.virtual && this.alternatives.isChosen(name, each.package);
    providers.sort(
      (a, b) =>
        Number(a.virtual) - Number(b.virtual) ||
        this.#compareArch(a.package, b.package, arch) ||
        Number(chosen(b)) - Number(chosen(a)) ||
        a.package.rank - b.package.rank ||
        compareBytes(a.package.name, b.package.name),
    );
  }

  #compareArch(a: InstalledPackage, b: InstalledPackage, arch: string): number {
    return (
      Number(b.effectiveArch === arch) - Number(a.effectiveArch === arch) ||
      Number(b.effectiveArch === this.native) - Number(a.effectiveArch === this.native) ||
      compareBytes(a.arch, b.arch)
    );
  }
}

/** By all names: Provides of all packages have to be read. */
function providersOf(
  packages: readonly InstalledPackage[],
  report: Report,
): Map<string, Provider[]> {
  const providers = new Map<string, Provider[]>();
  for (const found of packages) {
    const { version, effectiveArch: arch } = found;
    appendTo(providers, found.name, { package: found, version, arch, virtual: false });
  }
  for (const found of packages) {
    for (const { alternatives } of readableProvides(found, report)) {
      for (const { name, qualifier, operator, version } of alternatives) {
        appendTo(providers, name, {
          package: found,
          version: operator === '=' ? version : undefined,
          arch: qualifier ?? found.effectiveArch,
          virtual: true,
        });
      }
    }
  }
  return providers;
}

/** Of a package that nobody may need; who needs it finds the same error in its dependencies. */
function readableProvides(found: InstalledPackage, report: Report): readonly Clause[] {
  try {
    return found.provides;
  } catch (error) {
    if (!isSuperminError(error)) throw error;
    report(warnUnread(error));
    return [];
  }
}

/** Policy 7.5: a name provided without a version satisfies no versioned dependency. */
function versionFits(provider: Provider, { operator, version }: Alternative): boolean {
  if (operator === undefined) return true;
  return provider.version !== undefined && versionSatisfies(provider.version, operator, version!);
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

import { compilePattern } from '@supermin/core/backend';
import { architectureRank } from '../architecture.ts';
import type { Source } from '../sources/source.ts';
import type { IndexedPackage } from './table-builder.ts';

/** Which packages of a repository count as there: `excludepkgs` and `includepkgs`, and what the architecture can run. */
export function wantedPackages(
  { exclude, include }: Pick<Source, 'exclude' | 'include'>,
  arch: string,
): (pkg: IndexedPackage) => boolean {
  const excludes = exclude.map(compilePattern);
  const includes = include.map(compilePattern);
  return (pkg) => {
    if (architectureRank(arch, pkg.arch) === undefined) return false;
    if (excludes.length + includes.length === 0) return true;
    const spellings = spellingsOf(pkg);
    const fits = (patterns: readonly ((text: string) => boolean)[]) =>
      patterns.some((matches) => spellings.some(matches));
    return !fits(excludes) && (includes.length === 0 || fits(includes));
  };
}

/** How dnf lets a package be called. */
export function spellingsOf({ name, arch, evr }: Pick<IndexedPackage, 'name' | 'arch' | 'evr'>) {
  const colon = evr.indexOf(':');
  const version = evr.slice(colon + 1);
  const epoch = colon < 0 ? '0' : evr.slice(0, colon);
  const upstream = version.slice(0, version.lastIndexOf('-'));
  return [
    ...[name, `${name}.${arch}`, `${name}-${upstream}`, `${name}-${version}`],
    ...[`${name}-${version}.${arch}`, `${name}-${epoch}:${version}`],
    ...[`${name}-${epoch}:${version}.${arch}`, `${name}-${epoch}:${upstream}`],
  ];
}

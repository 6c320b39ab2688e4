import { type BytePath, baseName, type Package } from '@supermin/core';
import { damaged } from '../errors.ts';
import type { SectionFile } from '../format/section-file.ts';
import { type Dependency, parseDependency } from '../version/dependency.ts';

/** PKGBUILD(5). The names go into appliances, a line each, so nothing that would mean something else there. */
const NAME = /^[A-Za-z0-9@_+][A-Za-z0-9@._+-]*$/;
const VERSION = /^(?:\d+:)?[^\s\x00-\x1f\x7f:/-]+-[^\s\x00-\x1f\x7f:/-]+$/;
const ARCH = /^[A-Za-z0-9_-]+$/;

/** An installed package, as the `desc` in its directory has it. */
export class InstalledPackage implements Package {
  readonly name: string;
  /** `[epoch:]version-release`. */
  readonly version: string;
  /** `any`, or a machine's. */
  readonly arch: string;
  /** The name: only one version of a package is ever installed. */
  readonly id: string;
  /** What several packages may be built from; its name where nothing is said. */
  readonly base: string;
  readonly groups: readonly string[];
  readonly depends: readonly Dependency[];
  readonly optional: readonly Dependency[];
  readonly provides: readonly Dependency[];

  /** @param directory its own in the database */
  constructor(
    readonly directory: BytePath,
    desc: SectionFile,
  ) {
    this.name = desc.line('NAME');
    this.id = this.name;
    this.version = desc.line('VERSION');
    this.arch = desc.lines('ARCH')[0] ?? 'any';
    if (!NAME.test(this.name)) throw damaged(desc.path, 'it has no valid %NAME%');
    if (!VERSION.test(this.version)) throw damaged(desc.path, 'it has no valid %VERSION%');
    if (!ARCH.test(this.arch)) throw damaged(desc.path, 'it has no valid %ARCH%');
    const own = baseName(directory);
    if (`${this.name}-${this.version}` !== own) {
      throw damaged(desc.path, `it is that of ${this.name} ${this.version}, not of ${own}`);
    }
    this.base = desc.lines('BASE')[0] ?? this.name;
    this.groups = desc.lines('GROUPS');
    this.depends = desc.lines('DEPENDS').map(parseDependency);
    this.optional = desc.lines('OPTDEPENDS').map(parseDependency);
    this.provides = desc.lines('PROVIDES').map(parseDependency);
  }
}

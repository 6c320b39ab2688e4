import type { Package, SourcePackage } from '@supermin/core';
import { type Conffile, parseConffiles } from '../format/conffiles.ts';
import { FieldSyntaxError } from '../format/field-syntax-error.ts';
import { type Clause, parseRelation } from '../format/relation.ts';
import type { Field, Stanza } from '../format/stanza.ts';
import { stateOf } from './package-state.ts';

/** deb-control(5), `Multi-Arch`. */
export type MultiArch = 'no' | 'same' | 'foreign' | 'allowed';

/** As written in lower case: dpkg does not mind the case. */
export const MULTI_ARCH: ReadonlyMap<string, MultiArch> = new Map([
  ['', 'no'],
  ['no', 'no'],
  ['same', 'same'],
  ['foreign', 'foreign'],
  ['allowed', 'allowed'],
]);

/** deb-control(5), `Priority`; the earlier, the more a system needs the package. */
const PRIORITIES = ['required', 'important', 'standard', 'optional', 'extra'];

/**
 * A package of which dpkg has the files on disk. The fields that only a few packages are asked for are parsed on first
 * use; a damaged one is an error that names file, line and package.
 */
export class InstalledPackage implements Package {
  readonly name: string;
  readonly version: string;
  readonly arch: string;
  readonly id: string;
  readonly multiArch: MultiArch;
  /** Its architecture where dependencies are concerned: for `all` the native one. */
  readonly effectiveArch: string;
  /** False while it is only unpacked, half configured or waits for a trigger. */
  readonly configured: boolean;
  readonly #stanza: Stanza;
  #dependencies: Clause[] | undefined;
  #conffiles: Conffile[] | undefined;

  constructor(stanza: Stanza, native: string) {
    this.name = nameIn(stanza);
    this.version = stanza.value('version');
    // Records of very old packages have none; to dpkg they are packages of the native architecture.
    this.arch = stanza.value('architecture') || 'all';
    this.multiArch = MULTI_ARCH.get(stanza.value('multi-arch').toLowerCase())!;
    this.effectiveArch = this.arch === 'all' ? native : this.arch;
    // As dpkg and apt let users spell it: the architecture only where it is another one.
    this.id = this.effectiveArch === native ? this.name : `${this.name}:${this.arch}`;
    this.configured = stateOf(stanza.value('status')) === 'configured';
    this.#stanza = stanza;
  }

  /** Name of its files in `info/`, without the suffix: dpkg adds the architecture where twins can be installed. */
  get infoStem(): string {
    return this.multiArch === 'same' ? `${this.name}:${this.arch}` : this.name;
  }

  /** Pre-Depends, then Depends. Asked of packages that are needed: Provides must be in order then, too. */
  get dependencies(): readonly Clause[] {
    if (this.#dependencies === undefined) {
      this.#read('Provides', parseRelation);
      this.#dependencies = [
        ...this.#read('Pre-Depends', parseRelation),
        ...this.#read('Depends', parseRelation),
      ];
    }
    return this.#dependencies;
  }

  get recommends(): readonly Clause[] {
    return this.#read('Recommends', parseRelation);
  }

  get provides(): readonly Clause[] {
    return this.#read('Provides', parseRelation);
  }

  get conffiles(): readonly Conffile[] {
    this.#conffiles ??= this.#read('Conffiles', parseConffiles);
    return this.#conffiles;
  }

  /** `Source: NAME (VERSION)`; without it, or its version, they are the package's own. */
  get source(): SourcePackage {
    const [, name, version] = /^(\S+)(?:\s+\((.*)\))?$/.exec(this.#stanza.value('source')) ?? [];
    return { name: name ?? this.name, version: version ?? this.version };
  }

  get essential(): boolean {
    return this.#stanza.value('essential').toLowerCase() === 'yes';
  }

  /** How much a system needs it: 0 for an essential package, then by priority. */
  get rank(): number {
    if (this.essential) return 0;
    const priority = PRIORITIES.indexOf(this.#stanza.value('priority'));
    return 1 + (priority < 0 ? PRIORITIES.length : priority);
  }

  #read<T>(field: string, parse: (value: string) => T): T {
    try {
      return parse(this.#stanza.value(field.toLowerCase() as Field));
    } catch (error) {
      if (!(error instanceof FieldSyntaxError)) throw error;
      throw this.#stanza.damaged(`package ${this.name}: ${field}: ${error.message}`);
    }
  }
}

/** The name in a record; dpkg takes capital letters, and makes small ones of them. */
export function nameIn(stanza: Stanza): string {
  return stanza.value('package').toLowerCase();
}

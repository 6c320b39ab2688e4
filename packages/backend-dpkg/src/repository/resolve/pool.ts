import type { Alternative } from '../../format/relation.ts';
import { compareVersions } from '../../version/compare.ts';
import { versionSatisfies } from '../../version/relation-operator.ts';
import type { PackageTable } from '../index/package-table.ts';
import { Candidate } from './candidate.ts';

/** What may satisfy an alternative, and under which of its names. */
export interface Solution {
  candidate: Candidate;
  /** By the package's own name, and not by one that it provides. */
  real: boolean;
}

export interface PoolOptions {
  architecture: string;
  /** apt's pin priority of each index: 500, or less of those that are not taken from by themselves. */
  priorities: readonly number[];
  /** Versions that were asked for, by the name's number. */
  versions?: ReadonlyMap<number, string>;
}

/** The one version of each name that apt would install: of the highest priority, then the highest. */
export class Pool {
  readonly #candidates = new Map<number, Candidate | undefined>();

  constructor(
    readonly table: PackageTable,
    private readonly options: PoolOptions,
  ) {}

  candidate(id: number): Candidate | undefined {
    if (this.#candidates.has(id)) return this.#candidates.get(id);
    const candidate = this.#choose(id);
    this.#candidates.set(id, candidate);
    return candidate;
  }

  /** All versions of a name, in the order of the indexes. */
  versions(id: number): string[] {
    return [...this.table.real(id)].map((number) => this.table.stanza(number).value('version'));
  }

  /** Candidates that satisfy an alternative: the package of that name first, then those that provide it, as the indexes have them. */
  solutions(alternative: Alternative): Solution[] {
    const { qualifier, operator, version } = alternative;
    if (qualifier !== undefined && !this.#isHere(qualifier)) return [];
    const name = qualifier === 'any' ? `${alternative.name}:any` : alternative.name;
    const id = this.table.id(name);
    if (id === undefined) return [];
    const solutions: Solution[] = [];
    const candidate = this.candidate(id);
    if (candidate !== undefined && fits(candidate.version, operator, version)) {
      solutions.push({ candidate, real: true });
    }
    for (const number of this.table.providers(id)) {
      const provider = this.#providing(number);
      if (provider === undefined || solutions.some((each) => each.candidate === provider)) continue;
      const versions = providedVersions(provider, alternative.name, qualifier);
      if (versions.some((provided) => fits(provided, operator, version))) {
        solutions.push({ candidate: provider, real: false });
      }
    }
    return solutions;
  }

  /** Packages whose candidate provides the name. */
  providers(id: number): Candidate[] {
    const found = [...this.table.providers(id)].map((number) => this.#providing(number));
    return [...new Set(found.filter((each) => each !== undefined))];
  }

  /** Only a version that is a candidate counts. */
  #providing(number: number): Candidate | undefined {
    const id = this.table.id(this.table.stanza(number).value('package'))!;
    const candidate = this.candidate(id);
    return candidate?.number === number ? candidate : undefined;
  }

  #isHere(qualifier: string): boolean {
    return ['any', 'native', 'all', this.options.architecture].includes(qualifier);
  }

  #choose(id: number): Candidate | undefined {
    const { priorities, versions } = this.options;
    const wanted = versions?.get(id);
    let best: number | undefined;
    for (const number of this.table.real(id)) {
      const stanza = this.table.stanza(number);
      if (wanted !== undefined && stanza.value('version') !== wanted) continue;
      if (best === undefined) {
        best = number;
        continue;
      }
      const old = this.table.stanza(best);
      const difference =
        (priorities[stanza.source] ?? 0) - (priorities[old.source] ?? 0) ||
        compareVersions(stanza.value('version'), old.value('version'));
      if (difference > 0) best = number;
    }
    return best === undefined ? undefined : new Candidate(id, best, this.table.stanza(best));
  }
}

function fits(
  version: string | undefined,
  operator: Alternative['operator'],
  bound: string | undefined,
): boolean {
  if (operator === undefined || bound === undefined) return true;
  return version !== undefined && versionSatisfies(version, operator, bound);
}

/** `foo:any` is provided by foo if it is `Multi-Arch: allowed`, in its own version, and by what provides foo and is allowed. */
function providedVersions(
  provider: Candidate,
  name: string,
  qualifier: string | undefined,
): (string | undefined)[] {
  const own = qualifier === 'any' && provider.name === name ? [provider.version] : [];
  const provided = provider
    .provides(name)
    .filter((each) => each.operator === undefined || each.operator === '=')
    .map((each) => each.version);
  return [...own, ...provided];
}

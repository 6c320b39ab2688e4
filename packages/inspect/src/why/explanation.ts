/** A package of a chain, and the dependency that brought it in. */
export interface ChainLink {
  id: string;
  name: string;
  version: string;
  arch: string;
  /** Of the package before it; absent for the first one, which was asked for. */
  dependency?: string | undefined;
  /** That is only a recommendation. */
  weak?: boolean | undefined;
  /** Why this one: see `DependencyStep.rule`. */
  rule?: 'only' | 'satisfied' | 'preferred' | undefined;
  /** The other installed packages that satisfy the dependency. */
  alternatives: readonly { id: string; included: boolean }[];
}

/** Why a package is in a set; what `supermin why --json` prints. Texts are decoded as the paths of an inventory are. */
export interface Explanation {
  supermin: 'why';
  version: 1;
  /** What was asked about: a package, or a path. */
  asked: string;
  /** From a package that was asked for, to the one that the question is about; empty if that is not in. */
  chain: readonly ChainLink[];
  /** All packages in the set that need it, by id. */
  neededBy: readonly string[];
  /** Packages in the set. */
  packages: number;
}

import {
  compareBytes,
  type DependencyStep,
  displayPath,
  type Package,
  type PackageDatabase,
} from '@supermin/core';
import type { ChainLink, Explanation } from './explanation.ts';

/** What is asked. */
export interface Question {
  /** A package, by any spelling of its package manager, or the path of a file. */
  asked: string;
  /** The packages that were asked for: the chain begins with one of them. */
  roots: readonly Package[];
  resolver?: 'default' | 'supermin5';
  weak?: boolean;
}

/**
 * The shortest chain of dependencies from what was asked for to a package: of several of one length the one that comes first in the
 * order of ids and of the packages' own dependencies.
 *
 * @returns undefined if nothing installed is called so
 */
export async function explain(
  database: PackageDatabase,
  { asked, roots, resolver = 'default', weak = false }: Question,
): Promise<Explanation | undefined> {
  const targets = database.find(asked);
  if (targets.length === 0) return undefined;
  const steps: DependencyStep[] = [];
  const trace = (step: DependencyStep) => void steps.push(step);
  const closure = await database.closure(roots, { resolver, weak, trace });
  const included = new Map(closure.map((pkg) => [pkg.id, pkg]));
  const chains = targets
    .filter(({ id }) => included.has(id))
    .map((target) => shortestChain(roots, target, included, steps))
    .filter((chain) => chain !== undefined)
    .sort((a, b) => a.length - b.length);
  const isAsked = ({ id }: Package) => targets.some((target) => target.id === id);
  const needing = steps.filter((step) => {
    const satisfier = satisfierOf(step, included);
    // What is not in could have been.
    return chains.length > 0 ? satisfier && isAsked(satisfier) : step.candidates.some(isAsked);
  });
  return {
    ...({ supermin: 'why', version: 1 } as const),
    asked: displayPath(asked),
    chain: chains[0] ?? [],
    neededBy: [...new Set(needing.map(({ dependent }) => dependent.id))]
      .sort(compareBytes)
      .map(displayPath),
    packages: closure.length,
  };
}

/** The package by which a dependency is satisfied: others that would do are in for other reasons. */
function satisfierOf(
  { candidates }: DependencyStep,
  included: ReadonlyMap<string, Package>,
): Package | undefined {
  return candidates.find(({ id }) => included.has(id));
}

interface Way {
  step: DependencyStep;
  from: string;
}

function shortestChain(
  roots: readonly Package[],
  target: Package,
  included: ReadonlyMap<string, Package>,
  steps: readonly DependencyStep[],
): ChainLink[] | undefined {
  const byDependent = new Map<string, DependencyStep[]>();
  for (const step of steps) {
    const { id } = step.dependent;
    byDependent.set(id, [...(byDependent.get(id) ?? []), step]);
  }
  const ways = new Map<string, Way | undefined>();
  const queue = roots.map(({ id }) => id).sort(compareBytes);
  for (const id of queue) ways.set(id, undefined);
  // It grows while it is gone through: first those that are one step away, then those that are two.
  for (const id of queue) {
    if (id === target.id) return linksTo(id, ways, included);
    for (const step of byDependent.get(id) ?? []) {
      const next = satisfierOf(step, included)?.id;
      if (next === undefined || ways.has(next)) continue;
      ways.set(next, { step, from: id });
      queue.push(next);
    }
  }
  return undefined;
}

function linksTo(
  target: string,
  ways: ReadonlyMap<string, Way | undefined>,
  included: ReadonlyMap<string, Package>,
): ChainLink[] {
  const links: ChainLink[] = [];
  for (let id: string | undefined = target; id !== undefined; id = ways.get(id)?.from) {
    const { name, version, arch } = included.get(id)!;
    const step = ways.get(id)?.step;
    const others = step?.candidates.filter((each) => each.id !== id) ?? [];
    links.unshift({
      id: displayPath(id),
      name: displayPath(name),
      version: displayPath(version),
      arch: displayPath(arch),
      dependency: step && displayPath(step.dependency),
      weak: step?.weak || undefined,
      rule: step?.rule,
      alternatives: others.map((each) => ({
        id: displayPath(each.id),
        included: included.has(each.id),
      })),
    });
  }
  return links;
}

import { allOf, anyOf, type Need, oneOf } from '@supermin/core/backend';
import type { InstalledPackage } from '../database/installed-package.ts';
import type { Dependency } from '../format/package-record.ts';
import { isRich, parseRich, type RichDependency, type RichOperator } from './rich-syntax.ts';
import type { Satisfiers } from './satisfiers.ts';

type RpmNeed = Need<InstalledPackage>;

const NOTHING: RpmNeed = { kind: 'all', of: [] };

/** Undefined when the installed packages do not satisfy the requirement. */
export function needOf(satisfiers: Satisfiers, dependency: Dependency): RpmNeed | undefined {
  if (!isRich(dependency)) return oneOf(satisfiers.of(dependency));
  const rich = parseRich(dependency.name);
  return rich && evaluate(satisfiers, rich);
}

/**
 * Conditions are asked of the host, not of the closure: `(lang-fr if locale)` brings in lang-fr wherever locale is
 * installed. So the answer does not depend on the order in which packages come in, and the appliance is like the host.
 */
function evaluate(satisfiers: Satisfiers, rich: RichDependency): RpmNeed | undefined {
  switch (rich.kind) {
    case 'simple':
      return oneOf(satisfiers.of(rich.dependency));
    case 'and':
      return allOf(rich.operands.map((operand) => evaluate(satisfiers, operand)));
    case 'or':
      return anyOf(rich.operands.map((operand) => evaluate(satisfiers, operand)));
    case 'with':
    case 'without':
      return oneOf(candidates(satisfiers, rich));
    case 'if': {
      const holds = evaluate(satisfiers, rich.condition) !== undefined;
      if (holds) return evaluate(satisfiers, rich.operand);
      return rich.otherwise === undefined ? NOTHING : evaluate(satisfiers, rich.otherwise);
    }
    case 'unless': {
      const holds = evaluate(satisfiers, rich.condition) !== undefined;
      if (!holds) return evaluate(satisfiers, rich.operand);
      return rich.otherwise === undefined ? NOTHING : evaluate(satisfiers, rich.otherwise);
    }
  }
}

/** The packages that satisfy a dependency all by themselves, as `with` and `without` want it. */
function candidates(satisfiers: Satisfiers, rich: RichDependency): readonly InstalledPackage[] {
  if (rich.kind === 'simple') return satisfiers.of(rich.dependency);
  if ('condition' in rich) return [];
  const [first, ...others] = rich.operands.map((operand) => candidates(satisfiers, operand));
  return others.reduce<readonly InstalledPackage[]>((left, right) => {
    return combine[rich.kind](left, new Set(right));
  }, first!);
}

const intersection = (left: readonly InstalledPackage[], right: ReadonlySet<InstalledPackage>) =>
  left.filter((each) => right.has(each));

const combine: Record<
  Exclude<RichOperator, 'if' | 'unless'>,
  (
    left: readonly InstalledPackage[],
    right: ReadonlySet<InstalledPackage>,
  ) => readonly InstalledPackage[]
> = {
  with: intersection,
  and: intersection,
  without: (left, right) => left.filter((each) => !right.has(each)),
  or: (left, right) => [...new Set([...left, ...right])],
};

import { compareVersions } from './compare.ts';

/** Relational operators of version constraints, deb-control(5). */
export type RelationOperator = '<<' | '<=' | '=' | '>=' | '>>';

/** Whether `version` stands in the relation to `bound`: `versionSatisfies('2', '>=', '1')`. */
export function versionSatisfies(
  version: string,
  operator: RelationOperator,
  bound: string,
): boolean {
  const difference = compareVersions(version, bound);
  switch (operator) {
    case '<<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '=':
      return difference === 0;
    case '>=':
      return difference >= 0;
    case '>>':
      return difference > 0;
  }
}

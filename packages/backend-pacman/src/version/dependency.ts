import { compareVersions } from './evr.ts';

export type Operator = '<' | '<=' | '=' | '>=' | '>';

/** What a package needs, or, with no operator or `=`, what it provides. */
export interface Dependency {
  name: string;
  operator: Operator | undefined;
  /** Empty without an operator. */
  version: string;
}

/** `sh`, `glibc>=2.27`, `libreadline.so=8-64`; in an optional one a description follows: `perl: for the scripts`. */
export function parseDependency(text: string): Dependency {
  const description = text.indexOf(': ');
  const plain = description < 0 ? text : text.slice(0, description);
  const [, name, operator, version] = /^([^<>=]*)(?:(<=|>=|<|>|=)(.*))?$/s.exec(plain)!;
  return { name: name!, operator: operator as Operator | undefined, version: version ?? '' };
}

/** As a PKGBUILD has it. */
export function spellDependency({ name, operator, version }: Dependency): string {
  return `${name}${operator ?? ''}${version}`;
}

/** Whether a version is in the wanted range. */
export function isInRange(version: string, { operator, version: wanted }: Dependency): boolean {
  if (operator === undefined) return true;
  const order = compareVersions(version, wanted);
  if (order === 0) return operator.includes('=');
  return operator.startsWith(order < 0 ? '<' : '>');
}

/** Whether a provision of the wanted name will do: one without a version does only where any version will. */
export function doesProvide(provision: Dependency, wanted: Dependency): boolean {
  if (provision.name !== wanted.name) return false;
  if (wanted.operator === undefined) return true;
  return provision.operator === '=' && isInRange(provision.version, wanted);
}

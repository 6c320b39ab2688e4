/** `libc6 (>= 2.36-1)`; `Provides` has these as well. */
export interface Relation {
  name: string;
  /** As RPM and pacman write it. */
  operator?: '<' | '<=' | '=' | '>=' | '>';
  version?: DebianVersion;
}

/** `[epoch:]upstream[-revision]` of deb-version(7). */
export interface DebianVersion {
  epoch: string;
  upstream: string;
  /** Empty in a native package. */
  revision: string;
}

const OPERATORS = { '<<': '<', '<=': '<=', '=': '=', '>=': '>=', '>>': '>' } as const;

/** A dependency field: all of the outer ones, any of the inner ones. */
export function parseRelations(field: string): Relation[][] {
  return field
    .split(',')
    .filter((text) => text.trim() !== '')
    .map((text) => text.split('|').map(parseRelation));
}

function parseRelation(text: string): Relation {
  const match = /^\s*([^\s(:]+)(?::\w+)?\s*(?:\(\s*(<<|<=|=|>=|>>)\s*([^\s)]+)\s*\))?/.exec(text);
  if (match === null) throw new Error(`not a relation: ${text}`);
  const [, name, operator, version] = match;
  if (operator === undefined) return { name: name! };
  return {
    name: name!,
    operator: OPERATORS[operator as keyof typeof OPERATORS],
    version: parseVersion(version!),
  };
}

export function parseVersion(text: string): DebianVersion {
  const colon = text.indexOf(':');
  const dash = text.lastIndexOf('-');
  return {
    epoch: colon < 0 ? '0' : text.slice(0, colon),
    upstream: text.slice(colon + 1, dash < 0 ? undefined : dash),
    revision: dash < 0 ? '' : text.slice(dash + 1),
  };
}

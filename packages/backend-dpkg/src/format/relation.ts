import type { RelationOperator } from '../version/relation-operator.ts';
import { FieldSyntaxError } from './field-syntax-error.ts';

/**
 * What may satisfy a clause: a package, real or virtual.
 *
 *     python3:any (>= 3.11)      { name: 'python3', qualifier: 'any', operator: '>=', version: '3.11' }
 */
export interface Alternative {
  name: string;
  /** After the colon: `any`, `native` or an architecture. */
  qualifier?: string;
  operator?: RelationOperator;
  version?: string;
}

/** One element of a dependency field; any of its alternatives will do. */
export interface Clause {
  /** As written, for messages. */
  text: string;
  alternatives: readonly Alternative[];
}

/** As dpkg reads it: any printable characters will do as a version, and one without an operator is an exact one. */
const ALTERNATIVE =
  /^([A-Za-z0-9][A-Za-z0-9+._-]*)(?::([A-Za-z0-9-]+))?\s*(?:\(\s*(?:(<<|<=|=|>=|>>|<|>)\s*)?([!-'*-;?-~][!-'*-~]*)\s*\))?$/;

/**
 * A dependency field, `a (>= 1) | b, c:any`. Empty elements (a trailing comma) are passed over, as apt does; build-time
 * restrictions (`[amd64]`, `<!nocheck>`) have no place in a binary package.
 *
 * @throws FieldSyntaxError
 */
export function parseRelation(field: string): Clause[] {
  const clauses: Clause[] = [];
  for (const element of field.split(',')) {
    const text = element.trim();
    if (text !== '') clauses.push({ text, alternatives: text.split('|').map(parseAlternative) });
  }
  return clauses;
}

function parseAlternative(text: string): Alternative {
  const match = ALTERNATIVE.exec(text.trim());
  if (match === null) throw new FieldSyntaxError(`cannot read '${text.trim()}'`);
  const [, name, qualifier, operator = '=', version] = match;
  const alternative: Alternative = { name: name!.toLowerCase() };
  if (qualifier !== undefined) alternative.qualifier = qualifier;
  if (version !== undefined) {
    alternative.operator = MODERN.get(operator) ?? (operator as RelationOperator);
    alternative.version = version;
  }
  return alternative;
}

/** Policy 7.1: in very old packages `<` means "or equal", and so it does for dpkg to this day. */
const MODERN: ReadonlyMap<string, RelationOperator> = new Map([
  ['<', '<='],
  ['>', '>='],
]);

import { SuperminError } from '../errors/supermin-error.ts';

const METHODS = {
  backend: ['freshness', 'open'],
  writer: ['outputs', 'inputs', 'write'],
} as const;

/**
 * Whether an object is a backend or a writer of the plugin contract, as far as can be told without calling it.
 *
 * @throws SuperminError `PLUGIN_IMPORT`, which says what is missing
 */
export function requireMethods(
  plugin: string,
  kind: 'backend' | 'writer',
  object: unknown,
): object {
  const problem = problemOf(kind, object);
  if (problem === undefined) return object as object;
  throw new SuperminError('PLUGIN_IMPORT', `the plugin ${plugin} cannot be used: ${problem}`, {
    hint: 'this is a bug in the plugin; report it to its authors',
  });
}

function problemOf(kind: 'backend' | 'writer', object: unknown): string | undefined {
  if (typeof object !== 'object' || object === null) return `it exports no '${kind}'`;
  const isMissing = (name: string) =>
    typeof (object as Record<string, unknown>)[name] !== 'function';
  const missing = METHODS[kind].filter(isMissing);
  return missing.length === 0 ? undefined : `its ${kind} has no ${missing.join('() and no ')}()`;
}

import { SuperminError } from '../errors/supermin-error.ts';

// The fields of a manifest, which may hold anything.

export function record(value: unknown, field: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw bad(field, 'is not an object');
  return value as Record<string, unknown>;
}

export function list(value: unknown, field: string): unknown[] {
  if (!Array.isArray(value)) throw bad(field, 'is not a list');
  return value;
}

export function text(value: unknown, field: string): string {
  if (typeof value !== 'string') throw bad(field, 'is not a string');
  return value;
}

export function flag(value: unknown, field: string): boolean {
  if (typeof value !== 'boolean') throw bad(field, 'is not a boolean');
  return value;
}

/** A name that is typed on a command line. */
export function name(value: unknown, field: string): string {
  const string = text(value, field);
  if (!/^[a-z0-9][a-z0-9._-]*$/.test(string)) throw bad(field, `'${string}' is not a name`);
  return string;
}

export function names(value: unknown, field: string): string[] {
  return list(value, field).map((entry) => name(entry, field));
}

export function bad(field: string, what: string): SuperminError {
  return new SuperminError('PLUGIN_MANIFEST', `its manifest is wrong: ${field} ${what}`);
}

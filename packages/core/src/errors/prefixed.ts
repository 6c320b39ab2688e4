import { SuperminError } from './supermin-error.ts';

/** The same error, which says also of what it is. @param prefix for people */
export function prefixed(error: SuperminError, prefix: string): SuperminError {
  const { code, message, hint } = error;
  return new SuperminError(code, `${prefix}: ${message}`, { hint, cause: error });
}

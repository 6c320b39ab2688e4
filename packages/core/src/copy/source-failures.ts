import { SuperminError } from '../errors/supermin-error.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';

/** A writer's own errors: files change while they are copied. */
export interface SourceFailures {
  /** There are fewer bytes than planned. */
  shrank(path: BytePath, planned: number, found: number): Error;
  vanished(path: BytePath, cause: unknown): Error;
}

/**
 * @param code of the writer, for both: `EXT2_SOURCE_CHANGED`
 * @param output what it writes: `image`
 */
export function sourceFailures(code: string, output: string): SourceFailures {
  const hint = (what: string) => `something ${what} it, perhaps the package manager; build again`;
  return {
    shrank(path, planned, found) {
      const text = `${displayPath(path)} shrank while it was copied: ${found} of ${planned} bytes were left`;
      return new SuperminError(code, text, { hint: hint('writes to') });
    },
    vanished(path, cause) {
      const text = `${displayPath(path)} disappeared while the ${output} was written`;
      return new SuperminError(code, text, { hint: hint('removes'), cause });
    },
  };
}

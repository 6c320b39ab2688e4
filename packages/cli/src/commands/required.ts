import { type BytePath, SuperminError } from '@supermin/core';
import type { Invocation } from '../arguments/invocation.ts';
import { UsageError } from '../arguments/usage-error.ts';

/** The value of `-o`. */
export function requiredOutput(invocation: Invocation, what = 'directory'): BytePath {
  return (
    invocation.options.get('output') ||
    missing(invocation, {
      code: 'OUTPUT_OPTION',
      legacyText: `output ${what} (-o option) must be supplied`,
      text: `the output ${what} is missing: -o ${what === 'file' ? 'FILE' : 'DIR'}`,
    })
  );
}

/** The value of `-f`. */
export function requiredFormat(invocation: Invocation): string {
  return (
    invocation.options.get('format') ??
    missing(invocation, {
      code: 'FORMAT_MISSING',
      legacyText: 'when using --build, you must specify an output --format',
      text: 'the format is missing: -f FORMAT',
      hint: 'ext2, chroot and cpio come with supermin',
    })
  );
}

/** Packages or inputs, at least one. */
export function requiredNames(invocation: Invocation, names: Missing): readonly string[] {
  return invocation.names.length > 0 ? invocation.names : missing(invocation, names);
}

/** Something without which a command has nothing to do. */
interface Missing {
  code: string;
  /** As supermin 5 has it, with status 1. */
  legacyText: string;
  text: string;
  hint?: string;
}

function missing(
  { command, legacy }: Invocation,
  { code, legacyText, text, hint }: Missing,
): never {
  if (legacy) throw new SuperminError(code, legacyText);
  throw new UsageError(text, { command, hint });
}

import { describeFailure, displayPath, isSuperminError } from '@supermin/core';
import { isUsageError } from '../arguments/usage-error.ts';
import { systemErrorText } from './system-error.ts';

/** What went wrong, for programs. */
export interface FailureFacts {
  /** As in docs/errors.md, of the system (`EACCES`) or a plugin's own; `INTERNAL` for what is a mistake in the program. */
  code: string;
  message: string;
  hint?: string | undefined;
}

export function failureFacts(thrown: unknown): FailureFacts {
  if (isUsageError(thrown)) {
    return { code: 'USAGE', message: displayPath(thrown.message), hint: thrown.hint };
  }
  const { path } = thrown as { path?: unknown };
  const error = typeof path === 'string' ? describeFailure(thrown, path) : thrown;
  if (isSuperminError(error)) return { code: error.code, message: error.message, hint: error.hint };
  const { code, message, hint } = error as { code?: unknown; message?: unknown; hint?: unknown };
  const described = systemErrorText(error) ?? {
    message: displayPath(typeof message === 'string' ? message : String(error)),
    hint: typeof hint === 'string' ? displayPath(hint) : undefined,
  };
  return { code: typeof code === 'string' ? code : 'INTERNAL', ...described };
}

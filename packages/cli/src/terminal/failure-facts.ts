import { describeFailure, displayPath, isSuperminError, thrownText } from '@supermin/core';
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
  const error = described(thrown);
  if (isSuperminError(error)) return { code: error.code, message: error.message, hint: error.hint };
  const { code, message, hint } = Object(error) as {
    code?: unknown;
    message?: unknown;
    hint?: unknown;
  };
  const facts = systemErrorText(error) ?? {
    message: displayPath(typeof message === 'string' ? message : thrownText(error)),
    hint: typeof hint === 'string' ? displayPath(hint) : undefined,
  };
  return { code: typeof code === 'string' ? code : 'INTERNAL', ...facts };
}

/** The system's error as core describes it, where it names a path; any other as it is. */
export function described(thrown: unknown): unknown {
  const { path } = Object(thrown) as { path?: unknown };
  return typeof path === 'string' ? describeFailure(thrown, path) : thrown;
}

import { SuperminError, systemErrorCode } from '../errors/supermin-error.ts';
import { describeFailure } from '../errors/write-failure.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';

/** What to throw of a file of an appliance that the system does not let us read. */
export function unreadableInput(path: BytePath, error: unknown): unknown {
  const described = describeFailure(error, path);
  if (described !== error) return described;
  const code = systemErrorCode(error);
  const text = `${displayPath(path)}: cannot be read (${code})`;
  const hint =
    code === 'ENOTDIR' ? 'a part of the path, or what a / follows, is a file' : undefined;
  return new SuperminError('INPUT_UNREADABLE', text, { cause: error, hint });
}

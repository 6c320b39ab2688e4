import { toUnicode } from '../arguments/unicode.ts';
import { UsageError } from '../arguments/usage-error.ts';

/**
 * The variables of `--env NAME[=VALUE]`: without VALUE the one that it has here, and none if it is not set here.
 *
 * @throws UsageError
 */
export function environmentOf(
  texts: readonly string[],
  here: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string | Buffer> {
  const variables: Record<string, string | Buffer> = {};
  for (const text of texts) {
    const equals = text.indexOf('=');
    const name = toUnicode(equals < 0 ? text : text.slice(0, equals));
    if (name === '') {
      throw new UsageError(`option '--env' needs NAME or NAME=VALUE, not '${text}'`, {
        command: 'run',
      });
    }
    const value = equals < 0 ? here[name] : Buffer.from(text.slice(equals + 1), 'latin1');
    if (value !== undefined) variables[name] = value;
  }
  return variables;
}

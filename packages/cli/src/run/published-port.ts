import type { RunOptions } from '@supermin/vm';
import { UsageError } from '../arguments/usage-error.ts';

type PublishedPort = NonNullable<RunOptions['publish']>[number];

/**
 * Parses `[ADDR:]HOST:GUEST`.
 *
 * @throws UsageError
 */
export function parsePublish(text: string): PublishedPort {
  const [, address, host, guest] = /^(?:([\d.]+):)?(\d{1,5}):(\d{1,5})$/.exec(text) ?? [];
  if (host === undefined) {
    throw new UsageError(`option '--publish' needs [ADDR:]HOST:GUEST, not '${text}'`, {
      command: 'run',
      hint: 'HOST and GUEST are port numbers, and ADDR is an IPv4 address of this machine',
    });
  }
  return { address, host: Number(host), guest: Number(guest) };
}

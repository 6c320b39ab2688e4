import type { ConfigureRequest } from '@supermin/vm';
import type { CommandContext } from '../context/command-context.ts';

/** What `--configure` says; false without it. */
export function configureRequest({
  invocation: { options },
}: CommandContext): ConfigureRequest | false {
  if (!options.has('configure')) return false;
  return { timeout: options.number('configure-timeout'), network: options.has('net') };
}

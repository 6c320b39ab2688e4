import { pushAppliance } from '@supermin/core';
import { toUnicode } from '../arguments/unicode.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { artifactOptionsOf } from '../artifact/artifact-options.ts';
import type { CommandContext } from '../context/command-context.ts';

/** Puts a small appliance into a registry, and prints what it is there: a name that means the same files for ever. */
export async function pushCommand(context: CommandContext): Promise<number> {
  const [to, appliance] = context.invocation.names;
  if (to === undefined || appliance === undefined) {
    throw new UsageError('push needs a name and an appliance', {
      command: 'push',
      hint: 'supermin push registry.example/name:tag appliance.d',
    });
  }
  const digest = await pushAppliance(toUnicode(to), appliance, artifactOptionsOf(context));
  process.stdout.write(`${digest}\n`);
  return 0;
}

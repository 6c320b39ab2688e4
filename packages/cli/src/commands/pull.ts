import { pullAppliance } from '@supermin/core';
import { toUnicode } from '../arguments/unicode.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { artifactOptionsOf } from '../artifact/artifact-options.ts';
import type { CommandContext } from '../context/command-context.ts';
import { packageOf } from '../plugins/package-of.ts';
import { requiredOutput } from './required.ts';

/** Takes a small appliance out of a registry. */
export async function pullCommand(context: CommandContext): Promise<number> {
  const { invocation } = context;
  const output = requiredOutput(invocation);
  const [from] = invocation.names;
  if (from === undefined) {
    throw new UsageError('pull needs the name of an appliance in a registry', {
      command: 'pull',
      hint: 'supermin pull registry.example/name:tag -o appliance.d',
    });
  }
  const options = artifactOptionsOf(context);
  const force = invocation.options.has('force');
  const digest = await pullAppliance(toUnicode(from), {
    ...options,
    ...{ output, force, packageOf: packageOf(context) },
  });
  process.stdout.write(`${digest}\n`);
  return 0;
}

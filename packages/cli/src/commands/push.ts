import { statSync } from 'node:fs';
import { type BytePath, displayPath, pushAppliance, toSystemPath } from '@supermin/core';
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
  if (isDirectory(to) && !isDirectory(appliance)) {
    throw new UsageError(`'${displayPath(to)}' is a directory, and not a name in a registry`, {
      command: 'push',
      hint: `the name comes first: supermin push ${displayPath(appliance)} ${displayPath(to)}`,
    });
  }
  const digest = await pushAppliance(toUnicode(to), appliance, artifactOptionsOf(context));
  process.stdout.write(`${digest}\n`);
  return 0;
}

function isDirectory(path: BytePath): boolean {
  return statSync(toSystemPath(path), { throwIfNoEntry: false })?.isDirectory() === true;
}

import { cacheDirectory, withKeptAppliance } from '@supermin/core';
import { OptionValues } from '../arguments/option-values.ts';
import { toUnicode } from '../arguments/unicode.ts';
import type { CommandContext } from '../context/command-context.ts';
import { artifactOptionsOf } from './artifact-options.ts';

/** Calls `work` with `oci://REF COMMAND...` as if it were `--appliance DIR COMMAND...`: DIR is in the user's cache, and stays till then. */
export function withPulledAppliance<T>(
  context: CommandContext,
  work: (context: CommandContext) => Promise<T>,
): Promise<T> {
  const { invocation, report } = context;
  const [reference, ...names] = invocation.names as [string, ...string[]];
  const { entries } = invocation.options;
  const options = {
    ...artifactOptionsOf(context),
    cacheDirectory: cacheDirectory(process.env, report),
    pull: invocation.options.has('pull'),
  };
  return withKeptAppliance(toUnicode(reference), options, (directory) =>
    work({
      ...context,
      invocation: {
        ...invocation,
        names,
        options: new OptionValues(new Map([...entries, ['appliance', [directory]]])),
      },
    }),
  );
}

import type { CommandContext } from '../context/command-context.ts';
import { openSubject } from '../inspect/open-subject.ts';
import { loadInspect } from '../plugins/load-inspect.ts';
import { requiredNames } from './required.ts';

/** Tells what is in a small appliance, an output, or a set of packages. */
export async function inspectCommand(context: CommandContext): Promise<number> {
  const { invocation } = context;
  const { options } = invocation;
  const names = requiredNames(invocation, {
    code: 'INPUT_MISSING',
    legacyText: 'inspect: nothing to inspect was given',
    text: 'nothing to inspect was given: a small appliance, an output, or with --from names of packages',
  });
  const inspect = await loadInspect();
  const withFiles = options.has('files');
  const subject = await openSubject(context, inspect, names, withFiles);
  try {
    const inventory = inspect.takeInventory(subject);
    if (options.has('json')) process.stdout.write(`${JSON.stringify(inventory, null, 1)}\n`);
    else if (withFiles) process.stdout.write(inspect.fileList(inventory));
    else process.stdout.write(inspect.inventoryText(inventory));
  } finally {
    subject.close();
  }
  return 0;
}

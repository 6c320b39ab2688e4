import type { Subject } from '@supermin/inspect';
import { type CommandContext, sourceDateEpoch } from '../context/command-context.ts';
import { openSubject } from '../inspect/open-subject.ts';
import { type InspectPackage, loadInspect } from '../plugins/load-inspect.ts';
import { version } from '../version.ts';
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
    process.stdout.write(await printed(context, inspect, subject));
  } finally {
    subject.close();
  }
  return 0;
}

/** What is asked for, as text. */
async function printed(
  { invocation: { options }, signal, report }: CommandContext,
  inspect: InspectPackage,
  subject: Subject,
): Promise<string> {
  const inventory = inspect.takeInventory(subject);
  const kind = options.get('sbom');
  if (kind !== undefined) {
    const document = await inspect.sbomDocument(inventory, subject.contents, {
      ...{ signal, toolVersion: version(), created: creationTime() },
      warn: (text) => report({ kind: 'warning', text }),
    });
    return json(kind === 'spdx' ? inspect.spdx(document) : inspect.cyclonedx(document));
  }
  if (options.has('size')) return inspect.sizePage(inventory);
  if (options.has('json')) return json(inventory);
  return options.has('files') ? inspect.fileList(inventory) : inspect.inventoryText(inventory);
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}

/** With SOURCE_DATE_EPOCH the same contents give the same bytes. */
function creationTime(): Date {
  const epoch = sourceDateEpoch();
  return epoch === undefined ? new Date() : new Date(epoch * 1000);
}

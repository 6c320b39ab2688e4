import { type BytePath, bootId, cacheName, fromUnicode } from '@supermin/core';
import { commandLineOf } from '../machine/command-line.ts';
import type { MachinePlan } from '../machine/machine-plan.ts';
import { qemuArguments } from '../qemu/arguments.ts';
import { PROTOCOL_VERSION } from '../session/protocol.ts';
import { type FileIdentity, fileIdentity } from '../template/file-identity.ts';
import { processorOf } from '../template/processor.ts';
import type { TemplateKey } from '../template/template-key.ts';
import type { StartMethod } from './start-result.ts';

/** Changes whenever a template of an older version must not be used. */
const TEMPLATE_VERSION = 2;

/**
 * Everything that a saved VM depends on: files by their identity, QEMU's arguments, this machine's processor. What the guest
 * does not see of its devices is left out: which ports lead to it.
 *
 * A template does not outlive the boot of this machine: its memory may not be on the disk when the power fails, and another kernel
 * or microcode may make another processor of the same one.
 *
 * @throws the system's error: a file is missing
 */
export function templateKeyOf(plan: MachinePlan, method: StartMethod): TemplateKey {
  const { appliance } = plan.options;
  const { qemu } = plan.choice;
  const files = [fromUnicode(qemu), appliance.kernel, appliance.initrd, appliance.root];
  const inputs = [...files, appliance.modules]
    .filter((path) => path !== undefined)
    .map((path): [BytePath, FileIdentity] => [path, fileIdentity(path)]);
  const facts = [
    ...[TEMPLATE_VERSION, PROTOCOL_VERSION, bootId(), processorOf()],
    ...[inputs, method.kernel, argumentsOf(plan, method), warmthOf(plan)],
  ];
  return { name: cacheName(facts), inputs };
}

/** The command that ran in it, and what that may have seen of the VM. */
function warmthOf({ options, setup, network }: MachinePlan): unknown {
  if (options.warm === undefined) return null;
  const argv = options.warm.map((each) => Buffer.from(each).toString('latin1'));
  return [argv, setup.hostname, network?.isolated ?? true];
}

function argumentsOf(plan: MachinePlan, method: StartMethod): string[] {
  const { machine } = plan.choice;
  const { initrd, root, modules } = plan.options.appliance;
  const { network, memory, cpus } = plan;
  return qemuArguments({
    ...{ machine, accelerator: method.accelerator, memory, cpus },
    ...{ kernel: method.kernel, initrd, root, modules },
    commandLine: commandLineOf(plan, { ...method, template: true }),
    ...{ ports: [], shares: [], disks: [], more: [] },
    network: network && { isolated: false, publish: [] },
  });
}

import { closeSync, fstatSync, writeSync } from 'node:fs';
import type { BytePath } from '@supermin/core';
import type { RunOptions } from '@supermin/vm';
import { cappedOutputs } from './capped-outputs.ts';
import { WAITING } from './hand-over.ts';

type VmPackage = typeof import('@supermin/vm');

/** What the process that `detach()` has started does. */
export async function runDetached(
  vm: VmPackage,
  argv: readonly Uint8Array[],
  options: RunOptions,
  { name, log }: { name: string; log: BytePath },
): Promise<number> {
  const idle = argv.length === 0 && options.appliancePackage === undefined;
  const { status } = await vm.runNamed(
    argv,
    { ...options, ...cappedOutputs(), stdin: null },
    {
      ...{ name, idle },
      claimed: (directory) => vm.nameLog(log, directory, name),
      up: tellUp,
    },
  );
  if (!idle) process.stderr.write(`supermin: COMMAND ended with status ${status}\n`);
  return status;
}

/** Tells who waits that the VM is up, and how much of the log is not COMMAND's. Nothing holds the directory that it was started in. */
function tellUp(): void {
  process.chdir('/');
  try {
    writeSync(WAITING, `${fstatSync(2).size}\n`);
    closeSync(WAITING);
  } catch {
    // Nobody waits any more.
  }
}

import type { BytePath } from '@supermin/core';
import { runAttended } from '../run/run.ts';
import type { RunOptions, RunResult } from '../run/run-options.ts';
import type { Argument } from '../session/fields.ts';
import { infoOf } from './info-of.ts';
import { Supervisor } from './supervisor.ts';

/** What a VM with a name has besides. */
export interface NamedRun {
  name: string;
  /** Called with the runtime directory when the name is taken. @returns where COMMAND's output goes, if nobody is attached to it */
  claimed?: (directory: BytePath) => BytePath | undefined;
  /** Called when the VM is up, before COMMAND is started. */
  up?: () => void;
  /** There is no COMMAND: the VM runs until it is stopped. */
  idle?: boolean;
}

/**
 * Runs a command in a VM with a name, in which other processes of this user run others: `execNamed()` of `@supermin/vm/named`. The VM ends
 * with the command, or when it is stopped, or with this process, however that ends.
 *
 * @throws SuperminError `VM_NAME`, `VM_NAME_TAKEN`, `RUNTIME_DIRECTORY`, `VM_STOPPED` and all that `run()` throws
 */
export async function runNamed(
  argv: readonly Argument[],
  options: RunOptions,
  { name, claimed, up, idle = false }: NamedRun,
): Promise<RunResult> {
  const info = infoOf(name, argv, options);
  const supervisor = await Supervisor.claim(info, (directory) => {
    info.log = claimed?.(directory);
  });
  let reason: unknown;
  try {
    return await runAttended(argv, {
      ...options,
      signal: AbortSignal.any([supervisor.stopSignal, ...(options.signal ? [options.signal] : [])]),
      idle,
      attend: (session, plan) => {
        supervisor.attend(session, plan);
        up?.();
      },
    });
  } catch (error) {
    reason = error;
    throw error;
  } finally {
    await supervisor.close(reason);
  }
}

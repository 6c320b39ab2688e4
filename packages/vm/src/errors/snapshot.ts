import { type BytePath, displayPath, isSuperminError, type SuperminError } from '@supermin/core';
import { notStarted } from './exit-status.ts';

/** @param reason ends "because ..." */
export function vmNotForkable(reason: string): SuperminError {
  return notStarted('VM_NOT_FORKABLE', `the VM cannot be forked: ${reason}`);
}

export function vmBusy(): SuperminError {
  return notStarted('VM_BUSY', 'the VM cannot be forked while a command runs in it', {
    hint: 'wait for its end; a process that it leaves behind must not have its standard output and error',
  });
}

export function noRoomForMemory(directory: BytePath, bytes: number): SuperminError {
  const size = Math.ceil(bytes / 2 ** 20);
  const text = `there is no room for the VM's memory: neither /dev/shm nor ${displayPath(directory)} has ${size} MiB free`;
  return notStarted('FORK_NO_SPACE', text, {
    hint: 'give the VM less memory, or set TMPDIR to a directory on a disk with free space',
  });
}

/** QEMU or the system refused what a fork takes. Errors of ours say it themselves. */
export function forkFailed(error: unknown): unknown {
  if (isSuperminError(error)) return error;
  const text = `the VM could not be forked: ${(error as Error).message}`;
  return notStarted('FORK_FAILED', text, { cause: error });
}

/** @param errors what the command wrote on standard error */
export function warmFailed(reason: string, errors: string): SuperminError {
  const last = errors.trim().split('\n').slice(-5).join('\n');
  const text = `the command that is to run before (--warm) failed: ${reason}`;
  return notStarted('WARM_FAILED', last === '' ? text : `${text}; its last lines:\n${last}`, {
    hint: 'its program has to be in the VM: add its package with -p',
  });
}

import { type BytePath, displayPath, isSuperminError, SuperminError } from '@supermin/core';
import { NOT_STARTED } from './exit-status.ts';

/** @param reason ends "because ..." */
export function vmNotForkable(reason: string): SuperminError {
  return new SuperminError('VM_NOT_FORKABLE', `the VM cannot be forked: ${reason}`, {
    exitStatus: NOT_STARTED,
  });
}

export function vmBusy(): SuperminError {
  return new SuperminError('VM_BUSY', 'the VM cannot be forked while a command runs in it', {
    hint: 'wait for its end; a process that it leaves behind must not have its standard output and error',
    exitStatus: NOT_STARTED,
  });
}

export function noRoomForMemory(directory: BytePath, bytes: number): SuperminError {
  const size = Math.ceil(bytes / 2 ** 20);
  const text = `there is no room for the VM's memory: neither /dev/shm nor ${displayPath(directory)} has ${size} MiB free`;
  return new SuperminError('FORK_NO_SPACE', text, {
    hint: 'give the VM less memory, or set TMPDIR to a directory on a disk with free space',
    exitStatus: NOT_STARTED,
  });
}

/** QEMU or the system refused what a fork takes. Errors of ours say it themselves. */
export function forkFailed(error: unknown): unknown {
  if (isSuperminError(error)) return error;
  const text = `the VM could not be forked: ${(error as Error).message}`;
  return new SuperminError('FORK_FAILED', text, { exitStatus: NOT_STARTED, cause: error });
}

/** @param errors what the command wrote on standard error */
export function warmFailed(reason: string, errors: string): SuperminError {
  const last = errors.trim().split('\n').slice(-5).join('\n');
  const text = `the command that is to run before (--warm) failed: ${reason}`;
  return new SuperminError(
    'WARM_FAILED',
    last === '' ? text : `${text}; its last lines:\n${last}`,
    {
      hint: 'its program has to be in the VM: add its package with -p',
      exitStatus: NOT_STARTED,
    },
  );
}

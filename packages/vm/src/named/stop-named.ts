import { isSuperminError } from '@supermin/core';
import { vmUnresponsive } from '../errors/named.ts';
import { encodeFrame, numbers } from '../session/protocol.ts';
import { Settled } from '../session/settled.ts';
import { startTimer } from '../session/timer.ts';
import { VmClient } from './vm-client.ts';

/** Milliseconds that a supervisor has beyond what commands have: for shares and disks. */
const PATIENCE = 70_000;

/** Milliseconds, 49 days: what has room in a frame. */
const LONGEST = 2 ** 32 - 1;

export interface StopOptions {
  /** Seconds that commands have to end after SIGTERM. Default: 10. */
  timeout?: number | undefined;
  signal: AbortSignal;
}

/**
 * Stops a VM that another process has: its commands get SIGTERM, and `timeout` to end; what was written to shares and disks is
 * on them when this returns.
 *
 * @throws SuperminError `VM_NAME`, `VM_NOT_FOUND`, `VM_UNRESPONSIVE`, `VM_PROTOCOL`; the reason of `signal`
 */
export async function stopNamed(
  name: string,
  { timeout = 10, signal }: StopOptions,
): Promise<void> {
  const client = await VmClient.find(name, signal);
  const late = new Settled<'late'>();
  const patience = startTimer(timeout * 1000 + PATIENCE, () => late.resolve('late'));
  try {
    client.write(encodeFrame('stop', 0, numbers(Math.min(Math.round(timeout * 1000), LONGEST))));
    const end = await Promise.race([stopped(client), late.promise]);
    if (end === 'late') throw vmUnresponsive(name);
    signal.throwIfAborted();
  } finally {
    patience.clear();
    client.leave(undefined);
  }
}

/** A VM that ends by itself meanwhile is as good as stopped. */
async function stopped(client: VmClient): Promise<void> {
  await client.guest.stopped.promise.catch((error) => {
    if (!isSuperminError(error) || error.code === 'VM_PROTOCOL') throw error;
  });
  await client.ended;
}

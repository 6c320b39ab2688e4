import type { Monitor } from '../qemu/monitor.ts';
import type { StateReceiver } from './receive-state.ts';

/** What a saved VM is, besides its memory. */
export interface SavedState {
  /** QEMU's version, as it tells itself. */
  qemu: string;
  /** Of processor and devices. */
  state: Buffer;
}

/**
 * Saves a VM whose memory is in a file. It stands still afterwards, until it is told to go on. It is not stopped before: what is
 * restored from it would be stopped, too.
 *
 * @param directory the number by which it knows the receiver's directory
 * @throws Error in QEMU's words
 */
export async function saveVm(
  monitor: Monitor,
  receiver: StateReceiver,
  directory: number,
): Promise<SavedState> {
  const qemu = await monitor.version;
  await monitor.negotiate();
  await setCapabilities(monitor, ['x-ignore-shared', 'events']);
  const over = monitor.event(
    ({ event, data }) =>
      event === 'MIGRATION' && ['completed', 'failed', 'cancelled'].includes(String(data.status)),
  );
  await monitor.command('migrate', { uri: receiver.addressFor(directory) });
  const { data } = await over;
  if (data.status !== 'completed') throw new Error(`QEMU could not save it: ${data.status}`);
  return { qemu, state: await receiver.state };
}

export function setCapabilities(monitor: Monitor, names: readonly string[]): Promise<unknown> {
  const capabilities = names.map((capability) => ({ capability, state: true }));
  return monitor.command('migrate-set-capabilities', { capabilities });
}

/**
 * For a VM whose disks' writes lie in a file that ends with it: what is restored from it has a fresh one.
 *
 * @throws Error if there were any
 */
export async function refuseWritten(monitor: Monitor): Promise<void> {
  const disks = (await monitor.command('query-blockstats')) as BlockStatistics[];
  for (const { stats } of disks) {
    if (stats.wr_operations !== 0) throw new Error('the guest has written to a disk');
  }
}

interface BlockStatistics {
  stats: { wr_operations: number };
}

import type { Monitor } from '../qemu/monitor.ts';
import type { Opened } from '../session/opened.ts';
import type { StateReceiver } from './receive-state.ts';

/** What a saved VM is, besides its memory. */
export interface SavedState {
  /** QEMU's version, as it tells itself. */
  qemu: string;
  /** Of processor and devices. */
  state: Buffer;
}

/**
 * Saves a VM whose memory is in a file. It does not run any more afterwards. It is not stopped before: what goes on from it would be
 * stopped, too.
 *
 * @throws Error in QEMU's words, or if the guest has written to a disk: what goes on from it has a fresh one
 */
export async function saveVm({ vm }: Opened, receiver: StateReceiver): Promise<SavedState> {
  const monitor = vm.monitor!;
  const qemu = await monitor.version;
  await monitor.command('qmp_capabilities');
  await setCapabilities(monitor, ['x-ignore-shared', 'events']);
  const over = monitor.event(
    ({ event, data }) =>
      event === 'MIGRATION' && ['completed', 'failed', 'cancelled'].includes(String(data.status)),
  );
  await monitor.command('migrate', { uri: receiver.addressFor(vm.inherited[0]!) });
  const { data } = await over;
  if (data.status !== 'completed') throw new Error(`QEMU could not save it: ${data.status}`);
  await refuseWritten(monitor);
  return { qemu, state: await receiver.state };
}

export function setCapabilities(monitor: Monitor, names: readonly string[]): Promise<unknown> {
  const capabilities = names.map((capability) => ({ capability, state: true }));
  return monitor.command('migrate-set-capabilities', { capabilities });
}

/** What the guest has written lies in a file that ends with this VM. */
async function refuseWritten(monitor: Monitor): Promise<void> {
  const disks = (await monitor.command('query-blockstats')) as BlockStatistics[];
  for (const { stats } of disks) {
    if (stats.wr_operations !== 0) throw new Error('the guest has written to a disk');
  }
}

interface BlockStatistics {
  stats: { wr_operations: number };
}

import { CLIENT_MODULES } from '../fast-start/bundle/client-modules.ts';
import { loadVmModule } from '../plugins/load-vm.ts';

type Named = typeof import('@supermin/vm/named');

/** What talks to VMs, without what makes them. */
export async function loadNamed(): Promise<Named> {
  return (await loadVmModule('@supermin/vm/named', CLIENT_MODULES)) as Named;
}

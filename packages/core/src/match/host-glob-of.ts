import type { Host } from '../host/host.ts';
import type { HostGlob } from './host-glob.ts';

/** Patterns of paths, looked up in a host. The library behind it is loaded with the first call, not with the core. */
export async function hostGlobOf(host: Host): Promise<HostGlob> {
  const { HostGlob } = await import('./host-glob.ts');
  return new HostGlob(host);
}

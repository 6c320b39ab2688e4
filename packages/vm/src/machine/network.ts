import { isIPv4 } from 'node:net';
import { portUnusable } from '../errors/session.ts';
import type { PublishedPort, VmNetwork } from '../qemu/network.ts';

export interface NetworkRequest {
  /** Whether the guest reaches what this machine reaches, this machine itself as 10.0.2.2. Default: false. */
  network?: boolean;
  /** Ports of this machine that lead to the guest. Default: none. */
  publish?: readonly PublishedPort[];
}

/**
 * @returns undefined for no network but `lo`
 * @throws SuperminError `PORT_UNUSABLE`
 */
export function planNetwork({
  network = false,
  publish = [],
}: NetworkRequest): VmNetwork | undefined {
  if (!network && publish.length === 0) return undefined;
  for (const { address, host, guest } of publish) {
    if (address !== undefined && !isIPv4(address)) {
      throw portUnusable(address, 'it is not an IPv4 address');
    }
    for (const port of [host, guest]) {
      if (!Number.isInteger(port) || port < 1 || port > 65_535) {
        throw portUnusable(String(port), 'a port is a number from 1 to 65535');
      }
    }
  }
  return { isolated: !network, publish };
}

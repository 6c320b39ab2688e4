import type { Machine } from './machine.ts';

/** A TCP port of this machine that leads to one of the guest. */
export interface PublishedPort {
  /** An IPv4 address of this machine to listen on. Default: `127.0.0.1`; `0.0.0.0` is all of them. */
  address?: string | undefined;
  /** The port here. */
  host: number;
  /** The port in the guest. */
  guest: number;
}

/** The guest's network card, on QEMU's user network. */
export interface VmNetwork {
  /** Nothing but published ports: the guest reaches nobody. */
  isolated: boolean;
  publish: readonly PublishedPort[];
}

/** QEMU's arguments for it. guest/network.h knows the addresses. */
export function networkArguments({ isolated, publish }: VmNetwork, { bus }: Machine): string[] {
  const network = [
    ...['user', 'id=network', 'ipv6=off'],
    ...(isolated ? ['restrict=on'] : []),
    ...publish.map(
      ({ address = '127.0.0.1', host, guest }) => `hostfwd=tcp:${address}:${host}-:${guest}`,
    ),
  ];
  const card = [
    ...[`virtio-net-${bus}`, 'netdev=network'],
    // Nobody boots from it, and the file may not be installed.
    ...(bus === 'pci' ? ['romfile='] : []),
  ];
  return ['-netdev', network.join(','), '-device', card.join(',')];
}

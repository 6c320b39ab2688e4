import { expect, it } from 'vitest';
import { machineFor } from '../../src/qemu/machine.ts';
import { networkArguments } from '../../src/qemu/network.ts';

it('lets the guest out, and listens on this machine only', () => {
  const publish = [
    { host: 8080, guest: 80 },
    { address: '0.0.0.0', host: 22, guest: 22 },
  ];
  expect(networkArguments({ isolated: false, publish }, machineFor('x86_64'))).toEqual([
    '-netdev',
    'user,id=network,ipv6=off,hostfwd=tcp:127.0.0.1:8080-:80,hostfwd=tcp:0.0.0.0:22-:22',
    ...['-device', 'virtio-net-pci,netdev=network,romfile='],
  ]);
});

it('can keep the guest in', () => {
  expect(networkArguments({ isolated: true, publish: [] }, machineFor('s390x'))).toEqual([
    ...['-netdev', 'user,id=network,ipv6=off,restrict=on'],
    ...['-device', 'virtio-net-ccw,netdev=network'],
  ]);
});

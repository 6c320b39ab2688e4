import { expect, it } from 'vitest';
import { planNetwork } from '../../src/machine/network.ts';

it('is nothing unless it is asked for', () => {
  expect(planNetwork({})).toBeUndefined();
  expect(planNetwork({ network: false, publish: [] })).toBeUndefined();
});

it('is isolated if only ports are published', () => {
  const publish = [{ host: 8080, guest: 80 }];
  expect(planNetwork({ publish })).toEqual({ isolated: true, publish });
  expect(planNetwork({ network: true, publish })).toEqual({ isolated: false, publish });
});

it.each([
  [{ address: 'example,hostfwd=tcp::1-:1', host: 1, guest: 1 }, 'not an IPv4 address'],
  [{ address: '::1', host: 1, guest: 1 }, 'not an IPv4 address'],
  [{ host: 0, guest: 1 }, 'from 1 to 65535'],
  [{ host: 1, guest: 65_536 }, 'from 1 to 65535'],
  [{ host: 1.5, guest: 1 }, 'from 1 to 65535'],
])('%j cannot be published', (port, reason) => {
  expect(() => planNetwork({ publish: [port] })).toThrow(
    expect.objectContaining({
      ...{ code: 'PORT_UNUSABLE', exitStatus: 125, message: expect.stringContaining(reason) },
    }),
  );
});

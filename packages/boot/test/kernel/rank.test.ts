import { expect, test } from 'vitest';
import { compareKernelNames, isUnbootable } from '../../src/kernel/rank.ts';

/** Each line in the order in which the kernels are tried. */
const TABLE = [
  ['6.10.0', '6.9.12', '6.9', '5.19.0'],
  ['6.1.0-18-amd64', '6.1.0-9-amd64', '6.1.0-9-amd64.old'],
  ['5.14.10-300.fc35.x86_64', '0-rescue-0123456789abcdef0123456789abcdef'],
  ['6.1.0', '6.1.0.old'],
  ['6.2.0.old', '6.1.0'],
  ['6.1.0-18-cloud-amd64', '6.1.0-18-amd64', '6.1.0-18-rt-amd64'],
  ['5.14.0-427.el9.aarch64', '5.14.0-427.el9.aarch64+rt', '5.14.0-427.el9.aarch64+64k'],
  ['5.14.0-428.el9.aarch64+64k', '5.14.0-427.el9.aarch64'],
  ['6.1.0-99999999999999999999', '6.1.0-9999999999999999999'],
  ['6.1.010-1', '6.1.9-1'],
  ['6.1', 'linux-lts', 'linux'],
  ['6.2.0-1-amd64', '6.2.0', '6.2.0-rc10', '6.2.0-rc3', '6.1.99', '6.1.0'],
  ['6.2-amd64', '6.2-rc1-amd64', '6.1-amd64'],
  ['6.2.0-060200-generic', '6.2.0-060200rc3-generic', '6.1.0-060100-generic'],
  ['6.2.0-0.rc3.28.fc38.x86_64', '6.2.0-0.rc2.28.fc38.x86_64', '6.1.9-200.fc37.x86_64'],
  ['6.1.0-18-cloud-amd64', '6.1.0-18-amd64', '6.1.0-18-amd64.old', '6.1.0-9-rt-amd64'],
];

test.each(TABLE.map((names) => [names]))('tries %j in this order', (names) => {
  expect([...names].reverse().sort(compareKernelNames)).toEqual(names);
  expect([...names].sort(compareKernelNames)).toEqual(names);
});

test('of names that differ in nothing else the last by bytes comes first; equal ones are equal', () => {
  expect(compareKernelNames('linux', 'linux-lts')).toBe(1);
  expect(compareKernelNames('linux-lts', 'linux')).toBe(-1);
  expect(compareKernelNames('linux', 'linux')).toBe(0);
});

test.each([
  ['5.10.0-xen', 'x86_64', true],
  ['4.4.0-xenU', 'x86_64', true],
  ['4.4.0-zfcpdump', 's390x', true],
  ['5.14.0-427.el9.x86_64+debug', 'x86_64', true],
  ['5.14.0-427.el9.aarch64+64k-debug', 'aarch64', true],
  ['5.14.0-427.el9.x86_64+rt', 'x86_64', false],
  ['6.1.0-tegra', 'armv7l', true],
  ['6.1.0-tegra', 'aarch64', false],
  ['6.1.0-18-amd64', 'x86_64', false],
])('%s on %s is passed over: %s', (name, cpu, expected) => {
  expect(isUnbootable(name, cpu)).toBe(expected);
});

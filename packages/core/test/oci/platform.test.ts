import { expect, it } from 'vitest';
import { platformOf } from '../../src/oci/index.ts';

it.each([
  ['x86_64', { architecture: 'amd64', os: 'linux' }],
  ['aarch64', { architecture: 'arm64', os: 'linux', variant: 'v8' }],
  ['armv7l', { architecture: 'arm', os: 'linux', variant: 'v7' }],
  ['i686', { architecture: '386', os: 'linux' }],
  ['loongarch64', { architecture: 'loong64', os: 'linux' }],
  ['riscv64', { architecture: 'riscv64', os: 'linux' }],
  ['ppc64le', { architecture: 'ppc64le', os: 'linux' }],
  ['s390x', { architecture: 's390x', os: 'linux' }],
])('%s, in the names of Go', (cpu, platform) => {
  expect(platformOf(cpu)).toEqual(platform);
});

import { describe, expect, it } from 'vitest';
import {
  cpuOfPlatform,
  isFor,
  platformName,
  wantedPlatform,
} from '../../src/container-image/platform.ts';

const arm = (variant?: string) => ({ architecture: 'arm', os: 'linux', variant });

describe('the platform that is wanted', () => {
  it.each([
    ['x86_64', { architecture: 'amd64', os: 'linux' }],
    ['armhf', arm('v7')],
    ['armel', arm('v6')],
    ['arm/v7', arm('v7')],
    ['ppc64el', { architecture: 'ppc64le', os: 'linux' }],
    // Nobody knows it: it is taken for a name of OCI's. Every object of JavaScript has it.
    ['constructor', { architecture: 'constructor', os: 'linux' }],
  ])('%s', (name, platform) => {
    expect(wantedPlatform(name)).toEqual(platform);
  });
});

it('the processor that an image is for', () => {
  const platforms = [
    wantedPlatform('aarch64'),
    arm('v6'),
    arm(),
    { architecture: 'riscv64', os: 'linux' },
  ];
  expect(platforms.map(cpuOfPlatform)).toEqual(['aarch64', 'armv6l', 'armv7l', 'riscv64']);
});

it('an image that does not tell its variant, or its system, is for all of them', () => {
  const wanted = wantedPlatform('arm/v7');
  const images = [
    arm('v7'),
    arm(),
    { architecture: 'arm' },
    arm('v6'),
    { ...arm('v7'), os: 'windows' },
  ];
  expect(images.map((image) => isFor(image, wanted))).toEqual([true, true, true, false, false]);
  // Of arm64 there is one.
  const arm64 = { architecture: 'arm64', os: 'linux', variant: 'v9' };
  expect(isFor(arm64, wantedPlatform('aarch64'))).toBe(true);
  expect(isFor(arm64, wanted)).toBe(false);
});

it('has a name for messages', () => {
  expect([arm('v7'), {}, { architecture: 'amd64' }].map(platformName)).toEqual([
    ...['linux/arm/v7', 'linux/?', 'linux/amd64'],
  ]);
});

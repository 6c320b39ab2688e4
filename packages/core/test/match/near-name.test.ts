import { describe, expect, it } from 'vitest';
import { nearName } from '../../src/match/near-name.ts';

const INSTALLED = [
  'bash',
  'base-files',
  'coreutils',
  'dash',
  'libc6',
  'python3',
  'python3.11',
  'sh',
];

describe('nearName', () => {
  it.each([
    ['bahs', 'bash'],
    ['bsh', 'bash'],
    ['basch', 'bash'],
    ['corutils', 'coreutils'],
    ['core-utils', 'coreutils'],
    ['pyhton3', 'python3'],
    ['libc', 'libc6'],
    ['korutils', 'coreutils'],
    ['bxxh', undefined],
    ['', undefined],
    ['x', undefined],
    ['emacs', undefined],
    ['coreutils-common-data', undefined],
  ])('%o: %o', (wanted, near) => expect(nearName(wanted, INSTALLED)).toBe(near));

  it('of equals the first in byte order, whatever the order of the names', () => {
    for (const names of [
      ['dash', 'bash'],
      ['bash', 'dash'],
    ])
      expect(nearName('ash', names)).toBe('bash');
  });
});

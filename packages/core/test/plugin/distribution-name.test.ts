import { expect, it } from 'vitest';
import { distributionName } from '../../src/plugin/distribution-name.ts';

it.each([
  ['debian', 'debian'],
  ['debian:bookworm', 'debian'],
  ['debian:bookworm@20260101T000000Z', 'debian'],
  ['arch@2026/01/01', 'arch'],
  ['arch@2026-01-01', 'arch'],
  ['ubuntu:', 'ubuntu'],
  ['debian:a/b\nc', 'debian'],
  ['opensuse-tumbleweed', 'opensuse-tumbleweed'],
  ['host', undefined],
  ['host:a', undefined],
  ['', undefined],
  [':bookworm', undefined],
  ['/etc/apt/a.sources', undefined],
  ['./debian', undefined],
  ['my.repo', undefined],
  ['dir/arch@2026', undefined],
  ['arch@latest', undefined],
  ['arch@', undefined],
])('%j names %s', (from, distribution) => {
  expect(distributionName(from)).toBe(distribution);
});

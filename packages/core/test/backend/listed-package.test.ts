import { expect, it } from 'vitest';
import { listedPackage } from '../../src/backend/listed-package.ts';

const index = {
  ...{ address: 'http://mirror/x', sources: 1 },
  names: {
    ...{ name: 'Package', version: 'Version', arch: 'Architecture' },
    ...{ path: 'Filename', size: 'Size', sha256: 'SHA256' },
  },
};
const fields = {
  ...{ name: 'tool', version: '1', arch: 'all', id: 'tool', source: 0 },
  ...{ path: 'pool/tool.deb', size: '10', sha256: 'a'.repeat(64) },
};

it('has the size as a number', () => {
  expect(listedPackage(fields, index)).toEqual({ ...fields, size: 10 });
});

it.each([
  ['Version', { version: '1 2' }],
  ['Filename', { path: '../tool.deb' }],
  ['Size', { size: '' }],
  ['Size', { size: '1e3' }],
  ['SHA256', { sha256: 'a' }],
  ['source', { source: 1 }],
])('says that the %s cannot be used', (field, change) => {
  expect(() => listedPackage({ ...fields, ...change }, index)).toThrow(
    expect.objectContaining({
      code: 'INDEX_DAMAGED',
      message: expect.stringMatching(
        new RegExp(`^http://mirror/x: .*package tool has no ${field} that can be used`),
      ),
    }),
  );
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localHost } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { releaseVersion } from '../../src/database/release-version.ts';
import { systemOf } from '../fixtures/records.ts';

const root = scratchDirectory();
mkdirSync(join(root, 'etc'));
writeFileSync(join(root, 'etc/os-release'), 'ID=x\nVERSION_ID="15.6"\n');
const provider = (...provides: string[]) => ({ name: 'release', version: '8.5', provides });

it.each([
  [
    'the capability that says it',
    provider('system-release(releasever) = 8', 'system-release'),
    '8',
  ],
  ['the package of the release', provider('system-release'), '8.5'],
  ['os-release', provider('something else'), '15.6'],
])('takes it from %s', (_, described, expected) => {
  expect(releaseVersion(localHost(root), systemOf([described]).index)).toBe(expected);
});

it('is nothing where nothing says it', () => {
  const { index } = systemOf([provider('something else')]);
  expect(releaseVersion(localHost('/nonexistent'), index)).toBeUndefined();
});

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { findHostProgram } from '../../src/processes/find-host-program.ts';
import { encodeEmptyLayer } from '../../src/snapshot/empty-layer.ts';

const TIB = 2 ** 40;

describe.runIf(findHostProgram(['qemu-img']) !== undefined)('encodeEmptyLayer', () => {
  // The last ones need a table of more than one cluster, and no less.
  it.each([512, 64 * 2 ** 20, 2 ** 29, 2 ** 29 + 512, 4 * TIB, 4 * TIB + 512])(
    'is a disk of %i bytes for qemu-img, without errors and empty',
    (size) => {
      const file = join(scratchDirectory(), 'layer');
      writeFileSync(file, encodeEmptyLayer(size));
      const argv = ['--output=json', '-f', 'qcow2', file];
      const checked = JSON.parse(
        execFileSync('qemu-img', ['check', ...argv], { encoding: 'utf8' }),
      );
      expect(checked).toMatchObject({ 'check-errors': 0 });
      expect(checked.leaks).toBeUndefined();
      expect(checked['allocated-clusters'] ?? 0).toBe(0);
      const about = JSON.parse(execFileSync('qemu-img', ['info', ...argv], { encoding: 'utf8' }));
      expect(about).toMatchObject({ 'virtual-size': size, format: 'qcow2' });
      expect(about['backing-filename']).toBeUndefined();
    },
  );
});

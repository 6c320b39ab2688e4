import { truncateSync, writeFileSync } from 'node:fs';
import { available, hasProgram, output } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { rootUuid } from '../../src/disk/root-uuid.ts';

const UUID = '6fd0a3c2-91b5-4e0b-8a3c-5d2f7e1b9c04';

describe.skipIf(!available('UUIDs in qcow2 files', hasProgram('qemu-img')))('a qcow2 file', () => {
  const directory = scratchDirectory();
  const raw = `${directory}/raw`;
  const image = (name: string, ...options: string[]) => {
    const path = `${directory}/${name}`;
    output('qemu-img', ['convert', '-f', 'raw', '-O', 'qcow2', ...options, raw, path]);
    return path;
  };
  writeFileSync(raw, '');
  truncateSync(raw, 8 << 20);
  output('mke2fs', ['-q', '-F', '-t', 'ext2', '-U', UUID, raw]);

  it.each([
    ['as qemu-img makes it', []],
    ['of version 2', ['-o', 'compat=0.10']],
    ['of small clusters', ['-o', 'cluster_size=4096']],
  ])('has the UUID of its filesystem: %s', (_, options) => {
    expect(rootUuid(image('good', ...options))).toBe(UUID);
  });

  it('with compressed clusters is refused, and so is what is none, or empty', () => {
    const refused = expect.objectContaining({ code: 'OCI_DISK' });
    expect(() => rootUuid(image('packed', '-c'))).toThrow(refused);
    expect(() => rootUuid(raw)).toThrow(refused);
    writeFileSync(`${directory}/empty`, '');
    expect(() => rootUuid(`${directory}/empty`)).toThrow(refused);
    truncateSync(raw, 0);
    truncateSync(raw, 8 << 20);
    expect(() => rootUuid(image('zeros'))).toThrow(refused);
  });
});

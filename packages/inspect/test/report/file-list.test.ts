import { describe, expect, it } from 'vitest';
import { fileList } from '../../src/report/file-list.ts';
import { entryOf, inventoryOf, packageOf } from '../support/inventory.ts';

describe('fileList', () => {
  it('is what ls -l has, and whose each entry is; numbers are aligned to the right', () => {
    const inventory = inventoryOf({
      packages: [packageOf('bash'), packageOf('libc6:i386')],
      files: [
        entryOf('/', 0, { type: 'directory', mode: '0755', stored: 4096 }),
        entryOf('/bin/bash', 1234567, { mode: '0755', stored: 1236992, package: 0 }),
        entryOf('/bin/rbash', 1234567, { stored: 0, package: 0, hardLink: '/bin/bash' }),
        entryOf('/bin/sh', 4, {
          type: 'symlink',
          mode: '0777',
          stored: 0,
          target: 'bash',
          package: 1,
        }),
        entryOf('/etc/own', 7, { uid: 1000, gid: 100 }),
      ],
    });
    expect(fileList(inventory).split('\n')).toEqual([
      'MODE   OWNER      STORED     SIZE  PACKAGE     PATH',
      'd0755  0:0          4096        0  -           /',
      '-0755  0:0       1236992  1234567  bash        /bin/bash',
      '-0644  0:0             0  1234567  bash        /bin/rbash = /bin/bash',
      'l0777  0:0             0        4  libc6:i386  /bin/sh -> bash',
      '-0644  1000:100        7        7  -           /etc/own',
      '',
    ]);
  });

  it.each([
    ['file', '-'],
    ['directory', 'd'],
    ['symlink', 'l'],
    ['character', 'c'],
    ['block', 'b'],
    ['fifo', 'p'],
    ['socket', 's'],
  ] as const)('a %s has the letter of ls, %s', (type, letter) => {
    const files = [entryOf('/x', 0, { type })];
    expect(fileList(inventoryOf({ files })).split('\n')[1]).toBe(
      `${letter}0644  0:0         0     0  -        /x`,
    );
  });

  it('has its titles only, where no files are known', () => {
    const titles = 'MODE  OWNER  STORED  SIZE  PACKAGE  PATH\n';
    expect(fileList(inventoryOf({ files: undefined }))).toBe(titles);
  });
});

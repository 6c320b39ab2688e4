import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tarStream } from '@supermin/core/writer';
import { output } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { expect, it } from 'vitest';
import { diskLayers } from '../../src/disk/disk-tree.ts';

function written(): string {
  const directory = scratchDirectory();
  mkdirSync(`${directory}/host`);
  writeFileSync(`${directory}/host/vmlinuz`, 'kernel');
  symlinkSync(`${directory}/host/vmlinuz`, `${directory}/kernel`);
  writeFileSync(`${directory}/initrd`, 'initrd');
  writeFileSync(`${directory}/root.qcow2`, 'disk');
  return directory;
}

it('the files are where vm.yaml says, and belong to the user that QEMU runs as', async () => {
  const directory = written();
  const signal = new AbortController().signal;
  const tables: string[] = [];
  for (const { tree } of diskLayers(directory, `${directory}/root.qcow2`)) {
    const chunks: Buffer[] = [];
    for await (const chunk of tarStream(tree, { signal, report: () => {} })) chunks.push(chunk);
    const text = output('tar', ['--numeric-owner', '-tvf', '-'], { input: Buffer.concat(chunks) });
    tables.push(text.toString().replace(/ +/g, ' '));
  }
  expect(tables).toEqual([
    [
      'drwxr-xr-x 0/0 0 1970-01-01 00:00 ./\n',
      'drwxr-xr-x 107/107 0 1970-01-01 00:00 boot/\n',
      '-r--r----- 107/107 6 1970-01-01 00:00 boot/initrd\n',
      '-r--r----- 107/107 6 1970-01-01 00:00 boot/kernel\n',
    ].join(''),
    [
      'drwxr-xr-x 0/0 0 1970-01-01 00:00 ./\n',
      'drwxr-xr-x 107/107 0 1970-01-01 00:00 disk/\n',
      '-r--r----- 107/107 4 1970-01-01 00:00 disk/root.qcow2\n',
    ].join(''),
  ]);
  expect(readFileSync(`${directory}/kernel`, 'utf8')).toBe('kernel');
});

it.skipIf(IS_ROOT)(
  'a kernel that this user may not read is an error, which names the file and not the link to it',
  () => {
    const directory = written();
    const kernel = `${directory}/host/vmlinuz`;
    chmodSync(kernel, 0);
    expect(() => diskLayers(directory, `${directory}/root.qcow2`)).toThrow(
      expect.objectContaining({ code: 'OCI_KERNEL', message: expect.stringContaining(kernel) }),
    );
  },
);

it.each(['kernel', 'initrd', 'root.qcow2'])('without %s there is no image', (name) => {
  const directory = written();
  rmSync(`${directory}/${name}`);
  expect(() => diskLayers(directory, `${directory}/root.qcow2`)).toThrow(
    expect.objectContaining({ code: 'ENOENT' }),
  );
});

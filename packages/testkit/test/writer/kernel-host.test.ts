import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { kernelHost } from '../../src/writer/kernel-host.ts';

// That boot takes it for a kernel is seen by the tests of examples/supermin-writer-qcow2 and -squashfs.
it('has a kernel beside its modules, and the driver of the root built in', () => {
  const host = kernelHost(scratchDirectory(), 'squashfs');
  const [version] = host.readdir('/lib/modules');
  const modules = `/lib/modules/${version}`;
  expect(host.readdir(modules).sort()).toEqual(['modules.builtin', 'modules.dep', 'vmlinuz']);
  const builtin = host.readFile(`${modules}/modules.builtin`).toString();
  expect(builtin).toContain('kernel/fs/squashfs/squashfs.ko\n');
});

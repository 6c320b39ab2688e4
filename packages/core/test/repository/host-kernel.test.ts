import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { localHost } from '../../src/host/local-host.ts';
import { withKernelsOf } from '../../src/repository/host-kernel.ts';

describe('withKernelsOf', () => {
  it('has kernels and modules from there, and all else from the root', () => {
    const machine = localHost(
      scratchDirectory({ 'boot/vmlinuz-1': 'kernel', 'lib/modules/1/x': '', 'etc/a': 'machine' }),
    );
    const root = localHost(scratchDirectory({ 'etc/a': 'root', 'bootstrap/b': '' }));
    const host = withKernelsOf(machine, root);
    expect(host.root).toBe(root.root);
    expect(host.readdir('/boot')).toEqual(['vmlinuz-1']);
    expect(host.readFile('/boot/vmlinuz-1').toString()).toBe('kernel');
    expect(host.stat('/lib/modules/1')).toMatchObject({ type: 'directory' });
    expect(host.readFile('/etc/a').toString()).toBe('root');
    expect(host.lstat('/bootstrap/b')).toMatchObject({ type: 'file' });
  });
});

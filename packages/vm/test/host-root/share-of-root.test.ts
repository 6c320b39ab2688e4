import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { shareOfRoot } from '../../src/host-root/share-of-root.ts';
import type { Virtiofsd } from '../../src/shares/virtiofsd.ts';

const DAEMON: Virtiofsd = {
  ...{ program: '/usr/libexec/virtiofsd', flavour: 'rust', sandbox: 'namespace' },
  ...{ mapping: [], readOnly: 'option' },
} as const;
const NONE = 'virtiofs can serve it for root only';

/** A modules directory of a kernel with these modules. */
const kernel = (...modules: string[]) =>
  scratchDirectory({
    'modules.dep': modules.map((name) => `kernel/fs/${name}.ko:\n`).join(''),
    'modules.builtin': '',
  });

describe('shareOfRoot', () => {
  it('by virtiofs where its daemon can be had', () => {
    expect(shareOfRoot(kernel('virtiofs', '9p', '9pnet_virtio'), DAEMON)).toEqual({
      ...{ tag: 'root', type: 'virtiofs', directory: '/', mount: '/', readOnly: true },
    });
  });

  it.each([
    ['without a daemon', NONE, kernel('virtiofs', '9p', '9pnet_virtio')],
    ['without its module', DAEMON, kernel('9p', '9pnet_virtio')],
    [
      'of a daemon that cannot refuse writes',
      { ...DAEMON, readOnly: 'nothing' as const },
      kernel('virtiofs', '9p', '9pnet_virtio'),
    ],
    ['of a kernel of which nothing is known', NONE, '/nonexistent'],
  ])('by 9p %s', (_, daemon, modules) => {
    expect(shareOfRoot(modules, daemon).type).toBe('9p');
  });

  it('says why it cannot be had', () => {
    expect(() => shareOfRoot(kernel('virtiofs'), NONE)).toThrow(
      expect.objectContaining({
        code: 'SHARE_IMPOSSIBLE',
        message: `this machine's root cannot be given to a VM: ${NONE}; the kernel has no 9p module`,
        hint: expect.stringContaining('--kernel'),
      }),
    );
  });
});

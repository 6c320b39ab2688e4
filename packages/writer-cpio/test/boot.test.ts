import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chooseKernel, moduleName, readModulesDep } from '@supermin/boot';
import { localHost } from '@supermin/core';
import type { FileTree } from '@supermin/core/writer';
import { scratchDirectory } from '@supermin/test-support/scratch';
import {
  device,
  directory,
  file,
  hostFile,
  special,
  symlink,
  treeOf,
} from '@supermin/test-support/trees';
import { contextOf } from '@supermin/test-support/writers';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Compression } from '../src/compression.ts';
import { writer } from '../src/writer.ts';
import { write } from './support/write.ts';

const SOURCE = fileURLToPath(new URL('support/init.c', import.meta.url));
const QEMU = '/usr/bin/qemu-system-x86_64';
const request = { ...contextOf(), host: localHost() };

/** The host's newest kernel; undefined if there is none that this user may read. */
function kernelHere() {
  try {
    const kernel = chooseKernel(request);
    readFileSync(kernel.path);
    return kernel;
  } catch {
    return undefined;
  }
}

const kernel = kernelHere();
const CAN_BOOT =
  process.arch === 'x64' &&
  existsSync(QEMU) &&
  kernel !== undefined &&
  spawnSync('cc', ['--version']).status === 0;
if (!CAN_BOOT) console.log('writer-cpio: nothing is booted: that takes QEMU, a kernel and cc');

describe.runIf(CAN_BOOT)('the kernel', () => {
  let init = '';

  beforeAll(() => {
    init = `${scratchDirectory()}/init`;
    const flags = ['-static', '-nostdlib', '-ffreestanding', '-O2', '-fno-stack-protector'];
    const { status, stderr } = spawnSync('cc', [...flags, '-o', init, SOURCE], {
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
  });

  function appliance(): FileTree {
    const linked = file('the same bytes\n', { mode: 0o4755, uid: 0, gid: 0 });
    return treeOf({
      '/sbin/init': hostFile(init, readFileSync(init).length, { mode: 0o755 }),
      '/init': symlink('sbin/init'),
      '/usr/bin/tool': linked,
      '/usr/bin/other': linked,
      '/usr/closed': directory({ mode: 0o500 }),
      '/bin': symlink('usr/bin'),
      '/dev/null': device('character', 1, 3, { mode: 0o666 }),
      '/pipe': special('fifo', { mode: 0o622 }),
    });
  }

  /** What comes out of the serial console. */
  async function boot(initrd: string, image = kernel!.path): Promise<string[]> {
    const { stdout } = await promisify(execFile)(
      QEMU,
      [
        ...['-nodefaults', '-no-user-config', '-display', 'none', '-serial', 'stdio'],
        ...['-accel', 'tcg', '-m', '1024', '-no-reboot', '-kernel', image, '-initrd', initrd],
        ...['-append', 'console=ttyS0 quiet panic=-1'],
      ],
      { timeout: 120_000, maxBuffer: 2 ** 24 },
    );
    return stdout.split(/\r?\n/);
  }

  const EVERYTHING = [
    ...['init: this is the appliance', 'directory: yes', 'program: yes', 'hard link: yes'],
    ...['link: yes', 'device: yes', 'fifo: yes', 'content: the same bytes'],
  ];

  it.each<Compression>(['gzip', 'zstd', 'xz'])(
    'starts /init of an archive packed by %s',
    async (compress) => {
      if (spawnSync(compress, ['--version']).status !== 0) return;
      const initrd = `${scratchDirectory()}/initrd`;
      await write(appliance(), initrd, compress);
      expect(await boot(initrd)).toEqual(expect.arrayContaining([...EVERYTHING, 'init: done']));
    },
  );

  it('starts /init of what the writer makes, and takes a module from it', async () => {
    const out = scratchDirectory();
    const tree = appliance();
    // One that needs no other and no device.
    const dep = readModulesDep(request.host, kernel!.modules);
    const [module] = [...dep].find(([path, needs]) => needs.length === 0 && isPlain(path)) ?? [];
    if (module !== undefined) {
      tree.put('/module.ko', symlink(`/lib/modules/${kernel!.version}/${module}`));
    } else console.log('writer-cpio: no unpacked module without needs, none is loaded');
    await writer.write(tree, out, { ...contextOf(), copyKernel: true });
    const expected = [
      ...EVERYTHING,
      ...(module === undefined ? [] : ['module: yes']),
      'init: done',
    ];
    expect(await boot(`${out}/initrd`, `${out}/kernel`)).toEqual(expect.arrayContaining(expected));
  });
});

/** An unpacked module that does nothing by itself. */
function isPlain(path: string): boolean {
  return (
    path.endsWith('.ko') && ['loop', 'dummy', 'nls_utf8', 'nls_ascii'].includes(moduleName(path))
  );
}

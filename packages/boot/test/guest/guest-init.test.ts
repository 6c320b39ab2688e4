import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import os from 'node:os';
import { ensureGuestInit } from '@supermin/test-support/vm';
import { beforeAll, describe, expect, it } from 'vitest';
import { guestInitPath } from '../../src/guest/guest-init.ts';

/** ELF's program header types. */
const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;

describe('the guest init of this machine', () => {
  beforeAll(() => ensureGuestInit({ guestInitPath }));

  it('is a static program of less than 48 KiB', () => {
    const path = guestInitPath(os.machine());
    expect(statSync(path).size).toBeLessThan(48 * 1024);
    const elf = readFileSync(path);
    expect(elf.subarray(0, 4).toString('latin1')).toBe('\x7fELF');
    const types = programHeaderTypes(elf);
    expect(types).toContain(PT_LOAD);
    expect(types).not.toContain(PT_INTERP);
    expect(types).not.toContain(PT_DYNAMIC);
  });

  it('tells where it came from nowhere in its bytes', () => {
    const text = readFileSync(guestInitPath(os.machine())).toString('latin1');
    expect(text).not.toContain('/tmp/cc');
    expect(text).not.toContain('GCC:');
    expect(text).not.toContain(process.cwd());
  });

  it('does nothing when it is not process 1', () => {
    const { status, stderr, stdout } = spawnSync(guestInitPath(os.machine()), { encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(
      /^supermin: this is the init of a mini initrd 6\.\d+\.\d+, to be run by a kernel\n$/,
    );
  });
});

describe('guestInitPath', () => {
  it('takes every spelling', () => {
    if (os.machine() !== 'x86_64') return;
    expect(guestInitPath('amd64')).toBe(guestInitPath('x86_64'));
  });

  it.each(['parisc', 'ppc64', 'mips64', 'sparc64', 'loongarch64', ''])(
    'has none for %j, and says for which it has, and what does not need one',
    (cpu) => {
      expect(() => guestInitPath(cpu)).toThrow(
        expect.objectContaining({
          code: 'GUEST_INIT_MISSING',
          message: expect.stringContaining(`no guest init for ${cpu}`),
          hint: expect.stringMatching(/x86_64, .* -f chroot and -f cpio do not need it$/),
        }),
      );
    },
  );

  it.each([
    ['arm64', 'aarch64', 'gcc-aarch64-linux-gnu'],
    ['armhf', 'armv7l', 'gcc-arm-linux-gnueabihf'],
    ['ppc64el', 'ppc64le', 'gcc-powerpc64le-linux-gnu'],
  ])('that of %s was not built: what to install, and what builds it', (cpu, arch, compiler) => {
    if (existsSync(new URL(`../../dist/guest/init-${arch}`, import.meta.url))) return;
    expect(() => guestInitPath(cpu)).toThrow(
      expect.objectContaining({
        code: 'GUEST_INIT_MISSING',
        hint: expect.stringMatching(`install ${compiler}, then 'npx -y pnpm@10 run build'`),
      }),
    );
  });
});

function programHeaderTypes(elf: Buffer): number[] {
  const wide = elf[4] === 2;
  const little = elf[5] === 1;
  const u16 = (at: number) => (little ? elf.readUInt16LE(at) : elf.readUInt16BE(at));
  const u32 = (at: number) => (little ? elf.readUInt32LE(at) : elf.readUInt32BE(at));
  // The low half of the offset is all there is to it in so small a file.
  const offset = wide ? (little ? u32(32) : u32(36)) : u32(28);
  const size = u16(wide ? 54 : 42);
  const count = u16(wide ? 56 : 44);
  return Array.from({ length: count }, (_, index) => u32(offset + index * size));
}

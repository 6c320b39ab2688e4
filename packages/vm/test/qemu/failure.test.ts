import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findHostProgram } from '../../src/processes/find-host-program.ts';
import { explainFailure } from '../../src/qemu/failure.ts';

const explain = (errors: string, status = 1, console = '', memory = 1024) =>
  explainFailure({ status, errors, memory }, console);

describe('explainFailure', () => {
  it.each([
    // KVM that may not be used, firmware that is not installed, and what this QEMU does not have
    [
      'qemu-system-x86_64: Could not access KVM kernel module: Permission denied\nqemu-system-x86_64: failed to initialize kvm: Permission denied',
      'KVM cannot be used: Permission denied',
      /--accel tcg/,
    ],
    [
      'qemu-system-x86_64: -device virtio-net-pci: failed to find romfile "efi-virtio.rom"',
      'QEMU does not find its firmware efi-virtio.rom',
      /ipxe-qemu/,
    ],
    [
      "qemu: could not load PC BIOS 'bios-256k.bin'",
      'QEMU does not find its firmware bios-256k.bin',
      /seabios/,
    ],
    [
      "qemu-kvm: -device vhost-user-fs-pci,chardev=share0,tag=share0: 'vhost-user-fs-pci' is not a valid device model name",
      "this QEMU lacks what the VM needs: 'vhost-user-fs-pci' is not a valid device model name",
      /install/,
    ],
    [
      'qemu: initrd is too large, cannot support this. (max: 1, need 2)',
      'the initrd does not fit into 1024 MiB of memory',
      /--memory/,
    ],
    // a disk or a quota that is full; the last line counts, and warnings do not
    [
      'qemu-system-x86_64: -drive file=x: Could not write: No space left on device',
      'no place for what the guest writes: No space left on device',
      /TMPDIR/,
    ],
    [
      'qemu-system-x86_64: Disk quota exceeded\nqemu-system-x86_64: warning: old',
      'no place for what the guest writes: Disk quota exceeded',
      /TMPDIR/,
    ],
    // a disk of the user's in two VMs, and a QEMU without slirp
    [
      'qemu-system-x86_64: -device virtio-blk-pci,drive=disk0: Failed to get "write" lock\nIs another process using the image [/d]?',
      'another program uses the disk /d',
      /copy/,
    ],
    [
      "qemu-kvm: -netdev user,id=network: network backend 'user' is not compiled into this binary",
      'this QEMU has no user network',
      /slirp/,
    ],
  ])('%s', (errors, fact, hint) => {
    expect(explain(errors)).toMatchObject({ fact, hint: expect.stringMatching(hint) });
  });

  it('killed, crashed, or restarted by its guest', () => {
    expect(explain('', 137)).toMatchObject({
      fact: expect.stringMatching(/killed \(SIGKILL\)/),
      hint: expect.stringMatching(/dmesg.*--memory/),
    });
    expect(explain('', 134).fact).toBe('QEMU crashed (SIGABRT)');
    expect(explain('', 0, 'Kernel panic - not syncing: System is deadlocked on memory')).toEqual(
      expect.objectContaining({ hint: expect.stringMatching(/--memory/) }),
    );
    expect(explain('', 0, '', 64).fact).toMatch(/64 MiB of memory are too little/);
    expect(explain('', 0, 'Kernel panic - not syncing: VFS')).toEqual({
      ...{ fact: "the guest's kernel stopped", final: false },
    });
  });

  it('what it does not know is shown, without the command line', () => {
    const said = 'qemu-system-x86_64: warning: host is old\nqemu-system-x86_64: something new';
    expect(explain(said).fact).toBe('something new');
  });

  const qemu = findHostProgram(['qemu-system-x86_64']);
  describe.runIf(qemu !== undefined)('what this QEMU says', () => {
    let directory: string;
    beforeAll(() => {
      directory = mkdtempSync(join(os.tmpdir(), 'supermin-qemu-'));
      writeFileSync(join(directory, 'disk'), Buffer.alloc(1 << 20));
      writeFileSync(join(directory, 'text'), 'x');
      mkdirSync(join(directory, 'directory'));
    });
    afterAll(() => rmSync(directory, { recursive: true }));

    it.each([
      ['a kernel that is none', ['-kernel', 'text'], /^QEMU cannot load the kernel: /],
      ['no kernel', ['-kernel', 'none'], /^QEMU cannot load the kernel none: No such file/],
      ['a directory', ['-kernel', 'directory'], /^QEMU cannot load the kernel directory: Is a dir/],
      [
        'no disk',
        ['-drive', 'file=none,if=none,snapshot=on'],
        /^QEMU cannot open the disk none: No/,
      ],
      ['no regular file', ['-drive', 'file=directory,if=none'], /^QEMU cannot open the disk direc/],
      ['memory', ['-m', '99999999'], /^this host has not 1024 MiB of memory/],
      ['no machine', ['-machine', 'none-such'], /^this QEMU lacks what the VM needs: unsupported/],
      [
        'no address of ours',
        ['-netdev', 'user,id=n,hostfwd=tcp:203.0.113.1:8080-:80'],
        /^cannot listen on 203\.0\.113\.1:8080$/,
      ],
      [
        'no directory for what the guest writes',
        ['-drive', 'file=disk,format=raw,if=none,snapshot=on'],
        /^\/no\/such\/directory: what the guest writes is kept there, and cannot be: No such/,
      ],
    ])('%s', (_, args, fact) => {
      const all = ['-nodefaults', '-display', 'none', '-accel', 'tcg', '-S', ...args];
      const { status, stderr } = spawnSync(qemu!, all, {
        ...{ cwd: directory, encoding: 'latin1', timeout: 20_000 },
        env: { ...process.env, LC_ALL: 'C', TMPDIR: '/no/such/directory' },
      });
      const failure = explain(stderr, status ?? 0);
      expect(failure.fact).toMatch(fact);
      expect(failure.fact).not.toMatch(/qemu-system|if=none/);
      expect(failure.hint).toMatch(/\w/);
    });
  });
});

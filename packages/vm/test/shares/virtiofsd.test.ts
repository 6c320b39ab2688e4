import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  daemonCommand,
  findVirtiofsd,
  type Programs,
  type Virtiofsd,
  whyNotReadOnly,
} from '../../src/shares/virtiofsd.ts';

const ADMIN = 1n << 21n;
const CHROOT = 1n << 18n;
/** CHOWN, DAC_OVERRIDE, FOWNER, FSETID, SETGID, SETUID, MKNOD, SETFCAP */
const KEPT = 0x8800_00dbn;
const MKNOD = 1n << 27n;
const ROOT = { root: true, capabilities: ADMIN | CHROOT | KEPT, groups: 0 };
const USER = { root: false, capabilities: 0n, groups: 1 };

describe('findVirtiofsd', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(os.tmpdir(), 'supermin-virtiofsd-'));
    program('qemu-flavour', 'echo "-o source=PATH"');
    program('rust-flavour', 'echo "--shared-dir <SHARED_DIR>"');
    program('rust-1.13', 'echo "--shared-dir <SHARED_DIR> --readonly"');
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  function program(name: string, text: string): void {
    const file = join(directory, name);
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
  }

  /** Has the given daemon and the given helpers, and nothing else; user namespaces work unless told otherwise. */
  const host = (
    daemon: string | undefined,
    helpers: readonly string[] = [],
    attempt: Programs['attempt'] = () => undefined,
  ): Programs => ({
    find: (names) =>
      names.includes('virtiofsd')
        ? daemon && join(directory, daemon)
        : names.find((name) => helpers.includes(name)),
    attempt,
  });
  const found = (...args: Parameters<typeof findVirtiofsd>) => findVirtiofsd(...args) as Virtiofsd;

  it('is confined in namespaces as root, in a chroot in a container', () => {
    const programs = host('qemu-flavour');
    expect(findVirtiofsd(ROOT, programs)).toMatchObject({
      ...{ flavour: 'qemu', sandbox: 'namespace', readOnly: 'namespace' },
    });
    expect(findVirtiofsd({ ...ROOT, capabilities: CHROOT | KEPT }, programs)).toMatchObject({
      ...{ sandbox: 'chroot', readOnly: 'nothing' },
    });
    expect(findVirtiofsd({ ...ROOT, capabilities: KEPT }, programs)).toMatch(/CAP_SYS_ADMIN/);
    // As podman starts it.
    const podman = { ...ROOT, capabilities: CHROOT | (KEPT & ~MKNOD) };
    expect(findVirtiofsd(podman, programs)).toMatch(/needs the capability CAP_MKNOD$/);
  });

  it("QEMU's needs a user namespace for an ordinary user, and the groups mapped", () => {
    const mapping = (privileges: typeof USER, ...helpers: string[]) =>
      found(privileges, host('qemu-flavour', helpers)).mapping;
    expect(mapping(USER, 'unshare', 'newuidmap', 'newgidmap')).toEqual([
      ...['--map-root-user', '--map-auto'],
    ]);
    expect(mapping({ ...USER, groups: 0 }, 'unshare')).toEqual(['--map-root-user']);
    expect(findVirtiofsd(USER, host('qemu-flavour', ['unshare']))).toMatch(/newgidmap from uidmap/);
    expect(findVirtiofsd(USER, host('qemu-flavour'))).toMatch(/unshare from util-linux/);
  });

  it('newuidmap is of no use to a user without a line in /etc/subuid, who may be root alone all the same', () => {
    const problem = 'unshare: no line matching user "u" in /etc/subuid';
    const attempt = (argv: readonly string[]) =>
      argv.includes('--map-auto') ? problem : undefined;
    const programs = host('qemu-flavour', ['unshare', 'newuidmap', 'newgidmap'], attempt);
    expect(found({ ...USER, groups: 0 }, programs).mapping).toEqual(['--map-root-user']);
    expect(findVirtiofsd(USER, programs)).toMatch(/a user namespace \(unshare: no line/);
  });

  it("this machine's root is not confined in a namespace", () => {
    const daemon = found(ROOT, host('qemu-flavour'));
    expect(daemonCommand(daemon, '/', false)).toEqual([
      ...[expect.stringMatching('qemu-flavour'), '--fd=0', '-f'],
      ...['-o', 'source=/,sandbox=chroot,log_level=err'],
    ]);
  });

  it('an ordinary user is never given one without confinement', () => {
    expect(findVirtiofsd(USER, host('rust-flavour'))).toMatchObject({
      ...{ flavour: 'rust', mapping: [], sandbox: 'namespace', readOnly: 'nothing' },
    });
    for (const daemon of ['qemu-flavour', 'rust-flavour']) {
      const forbidden = host(daemon, ['unshare'], () => 'unshare failed: not permitted');
      expect(findVirtiofsd({ ...USER, groups: 0 }, forbidden)).toMatch(
        /needs root, or a user namespace \(unshare failed: not permitted\)$/,
      );
    }
  });

  it('says that there is none', () => {
    expect(findVirtiofsd(ROOT, host(undefined))).toBe('virtiofsd is not installed');
  });

  it('is kept from writing by its own option, where it has one', () => {
    const daemon = found(USER, host('rust-1.13'));
    expect(daemon.readOnly).toBe('option');
    expect(daemonCommand(daemon, '/d', true, host('rust-1.13')).at(-1)).toBe('--readonly');
    expect(daemonCommand(daemon, '/d', false, host('rust-1.13'))).not.toContain('--readonly');
    expect(whyNotReadOnly(daemon, '/d', host('rust-1.13'))).toBeUndefined();
  });

  it('is kept from writing by mounts, where it has no option', () => {
    const programs = host('qemu-flavour', ['unshare', 'sh', 'mount']);
    const daemon = found({ ...USER, groups: 0 }, programs);
    const command = daemonCommand(daemon, '/d', true, programs);
    expect(command.slice(0, 5)).toEqual(['unshare', '--map-root-user', '--mount', '--', 'sh']);
    expect(command).toContain(join(directory, 'qemu-flavour'));
    expect(whyNotReadOnly(daemon, '/d', programs)).toBeUndefined();
  });

  it.each([
    ['nothing', [], undefined, /has no option --readonly, and there is no mount namespace/],
    ['namespace', ['unshare', 'sh'], undefined, /^mount not found$/],
    ['namespace', ['unshare', 'sh', 'mount'], 'not permitted', /read-only \(not permitted\)$/],
  ] as const)('says why it could write: %s, %j, %s', (readOnly, helpers, said, message) => {
    const programs = host('qemu-flavour', helpers, () => said);
    const daemon = { ...found(ROOT, programs), readOnly };
    expect(whyNotReadOnly(daemon, '/d', programs)).toMatch(message);
  });
});

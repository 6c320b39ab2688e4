import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findVirtiofsd, serveDirectory } from '../../src/run/virtiofsd.ts';

const ADMIN = 1n << 21n;
const CHROOT = 1n << 18n;
const ROOT = { root: true, capabilities: ADMIN | CHROOT, groups: 0 };
const USER = { root: false, capabilities: 0n, groups: 1 };

describe('findVirtiofsd', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(os.tmpdir(), 'supermin-virtiofsd-'));
    program('qemu-flavour', 'echo "-o source=PATH"');
    program('rust-flavour', 'echo "--shared-dir <SHARED_DIR>"');
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  function program(name: string, text: string): string {
    const file = join(directory, name);
    writeFileSync(file, `#!/bin/sh\n${text}\n`);
    chmodSync(file, 0o755);
    return file;
  }

  /** Finds the given daemon and the given helpers, and nothing else. */
  const finder =
    (daemon: string | undefined, ...helpers: string[]) =>
    (names: readonly string[]) =>
      names.includes('virtiofsd')
        ? daemon && join(directory, daemon)
        : names.find((name) => helpers.includes(name));

  it('is confined in namespaces as root, in a chroot in a container', () => {
    const find = finder('qemu-flavour');
    expect(findVirtiofsd(ROOT, find)).toMatchObject({ flavour: 'qemu', sandbox: 'namespace' });
    expect(findVirtiofsd({ ...ROOT, capabilities: CHROOT }, find)).toMatchObject({
      sandbox: 'chroot',
    });
    expect(findVirtiofsd({ ...ROOT, capabilities: 0n }, find)).toMatch(/CAP_SYS_ADMIN/);
  });

  it("QEMU's needs a user namespace for an ordinary user, and the groups mapped", () => {
    expect(
      findVirtiofsd(USER, finder('qemu-flavour', 'unshare', 'newuidmap', 'newgidmap')),
    ).toEqual(
      expect.objectContaining({ prefix: ['unshare', '--map-root-user', '--map-auto', '--'] }),
    );
    expect(findVirtiofsd(USER, finder('qemu-flavour', 'unshare'))).toMatch(/newgidmap from uidmap/);
    expect(findVirtiofsd({ ...USER, groups: 0 }, finder('qemu-flavour', 'unshare'))).toEqual(
      expect.objectContaining({ prefix: ['unshare', '--map-root-user', '--'] }),
    );
    expect(findVirtiofsd(USER, finder('qemu-flavour'))).toMatch(/unshare from util-linux/);
  });

  it('the Rust one needs nothing', () => {
    expect(findVirtiofsd(USER, finder('rust-flavour'))).toMatchObject({
      flavour: 'rust',
      prefix: [],
      sandbox: 'none',
    });
  });

  it('says that there is none', () => {
    expect(findVirtiofsd(ROOT, finder(undefined))).toBe('virtiofsd is not installed');
  });

  it('gives the daemon a listening socket with a connection in its queue, and leaves no name', async () => {
    // Says what its descriptor 0 is, and fails as a daemon would.
    const daemon = program('fake', 'readlink /proc/self/fd/0 >&2; echo "$@" >&2; exit 1');
    const long = join(directory, 'x'.repeat(120));
    mkdirSync(long);
    const served = serveDirectory(
      { program: daemon, flavour: 'qemu', prefix: [], sandbox: 'chroot' },
      '/a,b',
      long,
      () => {},
    );
    const said = await served.failed;
    expect(said).toMatch(
      /^socket:\[\d+\]\n--fd=0 -f -o source=\/a\\,b,sandbox=chroot,log_level=err$/,
    );
    expect(readdirSync(long)).toEqual([]);
    served.close();
  });
});

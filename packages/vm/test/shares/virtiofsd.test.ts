import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  daemonCommand,
  findVirtiofsd,
  type Programs,
  type Virtiofsd,
  whyNotReadOnly,
} from '../../src/shares/virtiofsd.ts';

const ADMIN = 1n << 21n;
const CHROOT = 1n << 18n;
/** What the daemons insist on, by their numbers in capabilities(7). */
const CAPABILITIES = {
  ...{ CAP_CHOWN: 0n, CAP_DAC_OVERRIDE: 1n, CAP_FOWNER: 3n, CAP_FSETID: 4n },
  ...{ CAP_SETGID: 6n, CAP_SETUID: 7n, CAP_MKNOD: 27n, CAP_SETFCAP: 31n },
};
const KEPT = Object.values(CAPABILITIES).reduce((all, number) => all | (1n << number), 0n);
const ROOT = { root: true, capabilities: ADMIN | CHROOT | KEPT, groups: 0 };
const USER = { root: false, capabilities: 0n, groups: 1 };

afterEach(() => void vi.unstubAllEnvs());

describe('findVirtiofsd', () => {
  let directory: string;
  beforeAll(() => {
    directory = scratchDirectory();
    program('qemu-flavour', 'echo "-o source=PATH"');
    program('qemu-as-user', 'exit 1');
    program('rust-flavour', 'echo "--shared-dir <SHARED_DIR>"');
    program('rust-1.13', 'echo "--shared-dir <SHARED_DIR> --readonly"');
    writeFileSync(join(directory, 'foreign'), '#!/nonexistent\n', { mode: 0o755 });
  });

  function program(name: string, text: string): void {
    const script = `#!/bin/sh\n[ "$*" = --help ] || exit 2\n${text}\n`;
    writeFileSync(join(directory, name), script, { mode: 0o755 });
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
  });

  it.each(Object.entries(CAPABILITIES))(
    'root needs %s, which podman may not give',
    (name, number) => {
      const lacking = { ...ROOT, capabilities: ROOT.capabilities & ~(1n << number) };
      expect(findVirtiofsd(lacking, host('qemu-flavour'))).toBe(
        `${join(directory, 'qemu-flavour')} needs the capability ${name}`,
      );
    },
  );

  it('is kept from writing by its own option for root, wherever it is confined', () => {
    const expected = { program: join(directory, 'rust-1.13'), flavour: 'rust', mapping: [] };
    for (const [capabilities, sandbox] of [
      [ADMIN | KEPT, 'namespace'],
      [CHROOT | KEPT, 'chroot'],
    ] as const) {
      expect(findVirtiofsd({ ...ROOT, capabilities }, host('rust-1.13'))).toEqual({
        ...{ ...expected, sandbox, readOnly: 'option' },
      });
    }
  });

  it('is that of QEMU where it does not tell: an ordinary user gets no help from it', () => {
    expect(findVirtiofsd(ROOT, host('qemu-as-user'))).toMatchObject({ flavour: 'qemu' });
  });

  it('is none that cannot be executed', () => {
    expect(findVirtiofsd(ROOT, host('foreign'))).toMatch(
      /foreign cannot be executed \(.*ENOENT\)$/,
    );
  });

  it('is as this process may have it', () => {
    const is = findVirtiofsd(
      undefined,
      host('qemu-flavour', ['unshare', 'newuidmap', 'newgidmap']),
    );
    const mapped = ['--map-root-user', '--map-auto'];
    if (process.geteuid!() !== 0) expect(is).toMatchObject({ mapping: mapped });
    // In a container it may be a reason.
    else if (typeof is !== 'string') expect(is.mapping).toEqual([]);
  });

  it("QEMU's needs a user namespace for an ordinary user, and the groups mapped", () => {
    const mapping = (privileges: typeof USER, ...helpers: string[]) =>
      found(privileges, host('qemu-flavour', helpers)).mapping;
    const mapped = ['--map-root-user', '--map-auto'];
    expect(mapping(USER, 'unshare', 'newuidmap', 'newgidmap')).toEqual(mapped);
    const alone = { ...USER, groups: 0 };
    expect(findVirtiofsd(alone, host('qemu-flavour', ['unshare']))).toEqual({
      ...{
        program: join(directory, 'qemu-flavour'),
        flavour: 'qemu',
        mapping: ['--map-root-user'],
      },
      ...{ sandbox: 'namespace', readOnly: 'namespace' },
    });
    for (const helper of ['newuidmap', 'newgidmap']) {
      expect(mapping(alone, 'unshare', helper)).toEqual(['--map-root-user']);
      expect(findVirtiofsd(USER, host('qemu-flavour', ['unshare', helper]))).toMatch(
        /newgidmap from uidmap/,
      );
    }
    expect(findVirtiofsd(USER, host('qemu-flavour', ['unshare']))).toMatch(/newgidmap from uidmap/);
    expect(findVirtiofsd(USER, host('qemu-flavour'))).toMatch(/unshare from util-linux/);
  });

  it('tries whether there is a user namespace, with all ids first', () => {
    const tried: string[] = [];
    const attempt = (argv: readonly string[]) => `no ${tried.push(argv.join(' '))}`;
    const programs = (daemon: string) =>
      host(daemon, ['unshare', 'newuidmap', 'newgidmap'], attempt);
    const alone = { ...USER, groups: 0 };
    expect(findVirtiofsd(alone, programs('qemu-flavour'))).toMatch(/\(no 1\)$/);
    expect(findVirtiofsd(alone, programs('rust-flavour'))).toMatch(/\(no 3\)$/);
    expect(tried).toEqual([
      'unshare --map-root-user --map-auto -- true',
      'unshare --map-root-user -- true',
      'unshare --map-root-user -- true',
    ]);
  });

  it('newuidmap is of no use to a user without a line in /etc/subuid, who may be root alone all the same', () => {
    const problem = 'unshare: no line matching user "u" in /etc/subuid';
    const attempt = (argv: readonly string[]) =>
      argv.includes('--map-auto') ? problem : undefined;
    const programs = host('qemu-flavour', ['unshare', 'newuidmap', 'newgidmap'], attempt);
    expect(found({ ...USER, groups: 0 }, programs).mapping).toEqual(['--map-root-user']);
    expect(findVirtiofsd(USER, programs)).toMatch(/a user namespace \(unshare: no line/);
  });

  it.each([
    ['qemu-flavour', '/', ['-f', '-o', 'source=/,sandbox=chroot,log_level=err']],
    ['qemu-flavour', '/d', ['-f', '-o', 'source=/d,sandbox=namespace,log_level=err']],
    ['qemu-flavour', '/a,\\,', ['-f', '-o', 'source=/a\\,\\\\\\,,sandbox=namespace,log_level=err']],
    ['rust-flavour', '/', ['--shared-dir', '/', '--sandbox', 'chroot', '--log-level', 'error']],
    [
      'rust-flavour',
      '/a,b',
      ['--shared-dir', '/a,b', '--sandbox', 'namespace', '--log-level', 'error'],
    ],
  ])("%s serves %s; this machine's root is not confined in a namespace", (name, shared, args) => {
    expect(daemonCommand(found(ROOT, host(name)), shared, false)).toEqual([
      ...[join(directory, name), '--fd=0', ...args],
    ]);
  });

  it('is started in the user namespace that it needs', () => {
    const programs = host('qemu-flavour', ['unshare']);
    const daemon = found({ ...USER, groups: 0 }, programs);
    expect(daemonCommand(daemon, '/d', false, programs).slice(0, 4)).toEqual([
      ...['unshare', '--map-root-user', '--', join(directory, 'qemu-flavour')],
    ]);
  });

  it('an ordinary user is never given one without confinement', () => {
    for (const helpers of [[], ['unshare']]) {
      expect(findVirtiofsd(USER, host('rust-flavour', helpers))).toEqual({
        ...{ program: join(directory, 'rust-flavour'), flavour: 'rust', mapping: [] },
        ...{ sandbox: 'namespace', readOnly: 'nothing' },
      });
    }
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
    const script = command.indexOf('-c') + 1;
    expect(command.slice(script + 1, script + 4)).toEqual(['sh', '/d', 'mount']);
    const attempted: string[][] = [];
    const attempt = (argv: readonly string[]) => void attempted.push([...argv]);
    expect(whyNotReadOnly(daemon, '/d', { ...programs, attempt })).toBeUndefined();
    const end = command.indexOf(join(directory, 'qemu-flavour'));
    expect(attempted).toEqual([[...command.slice(0, end), 'true']]);
  });

  it.each([
    ['nothing', [], undefined, /has no option --readonly, and there is no mount namespace/],
    ['namespace', ['unshare', 'sh'], undefined, /^mount not found$/],
    ['namespace', [], undefined, /^unshare, sh, mount not found$/],
    ['namespace', ['unshare', 'sh', 'mount'], 'not permitted', /read-only \(not permitted\)$/],
  ] as const)('says why it could write: %s, %j, %s', (readOnly, helpers, said, message) => {
    const programs = host('qemu-flavour', helpers, () => said);
    const daemon = { ...found(ROOT, programs), readOnly };
    expect(whyNotReadOnly(daemon, '/d', programs)).toMatch(message);
  });

  it.each([
    ['echo first >&2; echo "the last " >&2; exit 1', '(the last)'],
    ['exit 1', /\(\/.*\/unshare failed\)$/],
    // It has no input, and its output does not matter.
    ['to=$(readlink /proc/$$/fd/0); echo $to >&2; exit 1', '(/dev/null)'],
    ['to=$(readlink /proc/$$/fd/1); echo $to >&2; exit 1', '(/dev/null)'],
  ])("tries it by this machine's programs: %s", (script, message) => {
    const daemon = { ...found(ROOT, host('qemu-flavour')), readOnly: 'namespace' as const };
    const path = scratchDirectory();
    const put = (name: string, text: string) =>
      writeFileSync(join(path, name), text, { mode: 0o755 });
    for (const name of ['sh', 'mount']) put(name, '');
    vi.stubEnv('PATH', `${path}:${process.env.PATH}`);
    put('unshare', `#!/bin/sh\n${script}\n`);
    expect(whyNotReadOnly(daemon, '/d')).toMatch(message);
    expect(whyNotReadOnly(daemon, '/d')).toMatch(/^its mounts cannot be made read-only \(/);
    put('unshare', '#!/nonexistent\n');
    expect(whyNotReadOnly(daemon, '/d')).toMatch(/\/unshare failed\)$/);
    put('unshare', '#!/bin/sh\nexit 0\n');
    expect(whyNotReadOnly(daemon, '/d')).toBeUndefined();
    expect(daemonCommand(daemon, '/d', true)[0]).toBe(join(path, 'unshare'));
  });
});

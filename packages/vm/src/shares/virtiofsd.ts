import { spawnSync } from 'node:child_process';
import { findHostProgram } from '../processes/find-host-program.ts';
import { ownPrivileges, type Privileges } from './privileges.ts';
import { readOnlyPrefix } from './read-only-mounts.ts';

/** The daemon that gives a directory to a guest by virtiofs. */
export interface Virtiofsd {
  program: string;
  /** `qemu`: the C one that QEMU came with up to version 7; `rust`: its successor. */
  flavour: 'qemu' | 'rust';
  /** Confinement that this user may set up. Without one a guest's `../x` would leave the directory. */
  sandbox: 'namespace' | 'chroot';
  /** Options of unshare(1) for the user namespace that it has to be started in; none for root and the Rust one. */
  mapping: readonly string[];
  /** What keeps a guest from writing: its own option, a read-only mount namespace, or nothing. */
  readOnly: 'option' | 'namespace' | 'nothing';
}

/** Where distributions put it: none of them on PATH. */
const PROGRAMS = [
  '/usr/libexec/virtiofsd',
  '/usr/lib/virtiofsd',
  '/usr/lib/qemu/virtiofsd',
  'virtiofsd',
];

const CAP_SYS_CHROOT = 18n;
const CAP_SYS_ADMIN = 21n;
/** What both daemons insist on keeping. Of these, podman's containers have no CAP_MKNOD. */
const KEPT_CAPABILITIES: Readonly<Record<string, bigint>> = {
  ...{ CAP_CHOWN: 0n, CAP_DAC_OVERRIDE: 1n, CAP_FOWNER: 3n, CAP_FSETID: 4n },
  ...{ CAP_SETGID: 6n, CAP_SETUID: 7n, CAP_MKNOD: 27n, CAP_SETFCAP: 31n },
};

/** The programs of this host. */
export interface Programs {
  find(names: readonly string[]): string | undefined;
  /** Runs one; what it said if it failed. */
  attempt(command: readonly string[]): string | undefined;
}

const HOST_PROGRAMS: Programs = {
  find: (names) => findHostProgram(names),
  attempt([program, ...args]) {
    const { status, stderr } = spawnSync(program!, args, {
      encoding: 'latin1',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (status === 0) return undefined;
    // There is none where it could not be executed.
    return stderr?.trim().split('\n').at(-1) || `${program} failed`;
  },
};

/**
 * The daemon and how to start it, or the reason why there is none.
 */
export function findVirtiofsd(
  privileges: Privileges = ownPrivileges(),
  programs: Programs = HOST_PROGRAMS,
): Virtiofsd | string {
  const program = programs.find(PROGRAMS);
  if (program === undefined) return 'virtiofsd is not installed';
  const kind = kindOf(program);
  if (typeof kind === 'string') return kind;
  return privileges.root ? forRoot(kind, privileges) : forUser(kind, privileges, programs);
}

type Kind = Pick<Virtiofsd, 'program' | 'flavour'> & { hasReadOnly: boolean };

function kindOf(program: string): Kind | string {
  // Its status does not matter: the C one fails where it cannot drop groups, whatever it was asked for.
  const { error, stdout } = spawnSync(program, ['--help']);
  if (error !== undefined) return `${program} cannot be executed (${error.message})`;
  // QEMU's own takes its directory by `-o source=`. --readonly is there since version 1.13.
  const flavour = stdout.includes('--shared-dir') ? 'rust' : 'qemu';
  return { program, flavour, hasReadOnly: stdout.includes('--readonly') };
}

function forRoot({ hasReadOnly, ...kind }: Kind, { capabilities }: Privileges): Virtiofsd | string {
  const has = (capability: bigint) => ((capabilities >> capability) & 1n) === 1n;
  const own = hasReadOnly ? 'option' : undefined;
  const lacking = Object.entries(KEPT_CAPABILITIES).find(([, number]) => !has(number));
  if (lacking !== undefined) return `${kind.program} needs the capability ${lacking[0]}`;
  if (has(CAP_SYS_ADMIN)) {
    return { ...kind, mapping: [], sandbox: 'namespace', readOnly: own ?? 'namespace' };
  }
  if (has(CAP_SYS_CHROOT)) {
    return { ...kind, mapping: [], sandbox: 'chroot', readOnly: own ?? 'nothing' };
  }
  return `${kind.program} needs the capability CAP_SYS_ADMIN or CAP_SYS_CHROOT`;
}

function forUser(
  { hasReadOnly, ...kind }: Kind,
  { groups }: Privileges,
  { find, attempt }: Programs,
): Virtiofsd | string {
  const unshare = find(['unshare']);
  if (kind.flavour === 'rust') {
    // It makes its user namespace itself.
    const problem = unshare && attempt([unshare, '--map-root-user', '--', 'true']);
    if (problem !== undefined) return noUserNamespace(kind.program, problem);
    return {
      ...kind,
      mapping: [],
      sandbox: 'namespace',
      readOnly: hasReadOnly ? 'option' : 'nothing',
    };
  }
  if (unshare === undefined) return `${kind.program} needs root, or unshare from util-linux`;
  const mapped = find(['newuidmap']) !== undefined && find(['newgidmap']) !== undefined;
  if (!mapped && groups > 0) return `${kind.program} needs root, or newgidmap from uidmap`;
  let problem: string | undefined;
  for (const mapping of mappings(mapped, groups)) {
    const failure = attempt([unshare, ...mapping, '--', 'true']);
    if (failure === undefined) {
      return { ...kind, mapping, sandbox: 'namespace', readOnly: 'namespace' };
    }
    problem ??= failure;
  }
  return noUserNamespace(kind.program, problem!);
}

/** With all ids that the user has; else as root alone, which a user with more groups than one cannot be. */
function mappings(mapped: boolean, groups: number): string[][] {
  const alone = ['--map-root-user'];
  // newuidmap may be installed, and this user have no line in /etc/subuid.
  return [...(mapped ? [[...alone, '--map-auto']] : []), ...(groups === 0 ? [alone] : [])];
}

function noUserNamespace(program: string, problem: string): string {
  return `${program} needs root, or a user namespace (${problem})`;
}

/**
 * Program and arguments that serve a directory on the socket that is standard input.
 *
 * A read-only one is kept by the host: by the daemon's own option, or by mounts that are read-only in its namespace.
 */
export function daemonCommand(
  daemon: Virtiofsd,
  directory: string,
  readOnly: boolean,
  programs: Programs = HOST_PROGRAMS,
): string[] {
  const command = [daemon.program, ...daemonArguments(daemon, directory)];
  if (readOnly && daemon.readOnly === 'option') return [...command, '--readonly'];
  if (readOnly) return [...readOnlyNamespace(daemon, directory, programs), ...command];
  if (daemon.mapping.length === 0) return command;
  return [programs.find(['unshare'])!, ...daemon.mapping, '--', ...command];
}

/** Why a directory cannot be served read-only, whatever the guest does; undefined if it can. */
export function whyNotReadOnly(
  daemon: Virtiofsd,
  directory: string,
  programs: Programs = HOST_PROGRAMS,
): string | undefined {
  if (daemon.readOnly === 'option') return undefined;
  if (daemon.readOnly === 'nothing') {
    return `${daemon.program} has no option --readonly, and there is no mount namespace for it`;
  }
  const missing = ['unshare', 'sh', 'mount'].filter((name) => programs.find([name]) === undefined);
  if (missing.length > 0) return `${missing.join(', ')} not found`;
  const problem = programs.attempt([...readOnlyNamespace(daemon, directory, programs), 'true']);
  return problem && `its mounts cannot be made read-only (${problem})`;
}

function readOnlyNamespace(daemon: Virtiofsd, directory: string, { find }: Programs): string[] {
  const [unshare, sh, mount] = ['unshare', 'sh', 'mount'].map((name) => find([name])!);
  return readOnlyPrefix({ unshare: unshare!, sh: sh!, mount: mount! }, daemon.mapping, directory);
}

function daemonArguments(daemon: Virtiofsd, directory: string): string[] {
  // `/` cannot be made the root of a namespace, which it is already, and there is nothing outside of it to keep a guest from.
  const sandbox = directory === '/' ? 'chroot' : daemon.sandbox;
  if (daemon.flavour === 'rust') {
    return [
      ...['--fd=0', '--shared-dir', directory],
      ...['--sandbox', sandbox, '--log-level', 'error'],
    ];
  }
  const source = directory.replaceAll('\\', '\\\\').replaceAll(',', '\\,');
  return ['--fd=0', '-f', '-o', `source=${source},sandbox=${sandbox},log_level=err`];
}

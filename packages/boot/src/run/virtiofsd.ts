import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { type BytePath, type Report, toSystemPath } from '@supermin/core';
import { virtiofsdFailed } from '../errors.ts';
import { findProgram } from '../qemu/binary.ts';
import { InheritedFiles } from '../qemu/inherited-files.ts';
import { spawnTied } from '../qemu/tied-child.ts';

/** The daemon that gives a directory to a guest by virtiofs. */
export interface Virtiofsd {
  program: string;
  /** `qemu`: the C one that QEMU came with up to version 7; `rust`: its successor. */
  flavour: 'qemu' | 'rust';
  /** Programs to start it by, `unshare --map-root-user`; may be empty. */
  prefix: readonly string[];
  /** Confinement that this user may set up. */
  sandbox: 'namespace' | 'chroot' | 'none';
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

/** What this process may do, as far as the daemon's confinement is concerned. */
export interface Privileges {
  root: boolean;
  /** Effective capabilities as in /proc/self/status. */
  capabilities: bigint;
  /** Supplementary groups: the C daemon drops them, which an ordinary user may only do with newgidmap. */
  groups: number;
}

/**
 * The daemon and how to start it, or the reason why there is none.
 */
export function findVirtiofsd(
  privileges: Privileges = ownPrivileges(),
  find: (names: readonly string[]) => string | undefined = findProgram,
): Virtiofsd | string {
  const program = find(PROGRAMS);
  if (program === undefined) return 'virtiofsd is not installed';
  const flavour = isQemuFlavour(program) ? 'qemu' : 'rust';
  if (privileges.root) {
    const has = (capability: bigint) => ((privileges.capabilities >> capability) & 1n) === 1n;
    if (has(CAP_SYS_ADMIN)) return { program, flavour, prefix: [], sandbox: 'namespace' };
    if (has(CAP_SYS_CHROOT)) return { program, flavour, prefix: [], sandbox: 'chroot' };
    return `${program} needs the capability CAP_SYS_ADMIN or CAP_SYS_CHROOT`;
  }
  if (flavour === 'rust') return { program, flavour, prefix: [], sandbox: 'none' };
  const unshare = find(['unshare']);
  if (unshare === undefined) return `${program} needs root, or unshare from util-linux`;
  const prefix = [unshare, '--map-root-user'];
  const mapped = find(['newuidmap']) !== undefined && find(['newgidmap']) !== undefined;
  if (!mapped && privileges.groups > 0) return `${program} needs root, or newgidmap from uidmap`;
  return {
    program,
    flavour,
    prefix: mapped ? [...prefix, '--map-auto', '--'] : [...prefix, '--'],
    sandbox: 'namespace',
  };
}

/** QEMU's own stands in QEMU's directory, and the distributions that ship both know. */
function isQemuFlavour(program: string): boolean {
  const { stdout } = spawnSync(program, ['--help'], { encoding: 'latin1' });
  return !stdout.includes('--shared-dir');
}

function ownPrivileges(): Privileges {
  const status = readFileSync('/proc/self/status', 'latin1');
  return {
    root: process.geteuid?.() === 0,
    capabilities: BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`),
    // Not process.getgroups(): that one adds the primary group.
    groups: (/^Groups:(.*)$/m.exec(status)?.[1] ?? '').split(/\s+/).filter(Boolean).length,
  };
}

/** One directory, served. */
export interface ServedDirectory {
  /** Connected to the daemon; QEMU inherits it. */
  connection: Socket;
  /** Settles when the daemon ends: with what it said, if it failed. */
  failed: Promise<string | undefined>;
  close(): void;
}

/**
 * Starts a daemon for one directory. It serves the one connection that is made before it starts, and so ends
 * by itself when QEMU does; nothing of it is left in the file system.
 *
 * @param temporaryDirectory existing, for the moment in which the socket has a name
 */
export function serveDirectory(
  daemon: Virtiofsd,
  directory: BytePath,
  temporaryDirectory: BytePath,
  report: Report,
): ServedDirectory {
  const { server, connection } = connectedServer(temporaryDirectory);
  try {
    const files = new InheritedFiles([listeningDescriptor(server), 'ignore', 'pipe']);
    const args = daemonArguments(daemon, files.name(directory));
    const [program = '', ...rest] = [...daemon.prefix, daemon.program, ...args];
    report({ kind: 'message', level: 2, text: `running ${[program, ...rest].join(' ')}` });
    const child = spawnTied(program, rest, { stdio: files.stdio });
    files.release();
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      if (said.length < 4096) said += chunk.toString('latin1');
    });
    const failed = new Promise<string | undefined>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('close', (status) => resolve(status === 0 ? undefined : said.trim()));
    });
    const close = () => {
      connection.destroy();
      child.kill('SIGKILL');
    };
    return { connection, failed, close };
  } catch (error) {
    connection.destroy();
    throw virtiofsdFailed(daemon.program, error);
  } finally {
    server.close();
  }
}

function daemonArguments(daemon: Virtiofsd, directory: string): string[] {
  if (daemon.flavour === 'rust') {
    return [
      '--fd=0',
      '--shared-dir',
      directory,
      '--sandbox',
      daemon.sandbox,
      '--log-level',
      'error',
    ];
  }
  const source = directory.replaceAll('\\', '\\\\').replaceAll(',', '\\,');
  return ['--fd=0', '-f', '-o', `source=${source},sandbox=${daemon.sandbox},log_level=err`];
}

/**
 * A listening socket and a connection that waits in its queue. All of this happens in one turn of the event
 * loop, or Node.js itself would accept the connection.
 */
function connectedServer(temporaryDirectory: BytePath): { server: Server; connection: Socket } {
  const parent = openSync(toSystemPath(temporaryDirectory), 'r');
  // By way of /proc: the name of a socket may have 107 bytes, and TMPDIR more.
  const directory = mkdtempSync(`/proc/self/fd/${parent}/supermin-share-`);
  try {
    const path = join(directory, 's');
    const server = createServer().listen(path);
    const connection = connect(path);
    connection.on('error', () => {});
    return { server, connection };
  } finally {
    rmSync(directory, { recursive: true, force: true });
    closeSync(parent);
  }
}

/** Node.js keeps it to itself, but hands it to a child that gets the server as one of its files. */
function listeningDescriptor(server: Server): number {
  const { fd } = (server as unknown as { _handle: { fd: number } })._handle;
  return fd;
}

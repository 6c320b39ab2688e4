import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { Duplex, Readable } from 'node:stream';
import { type BytePath, type Report, toSystemPath } from '@supermin/core';
import { killTied, spawnTied } from '../processes/tied-child.ts';
import { qemuArguments, type VmPlan } from './arguments.ts';
import { inheritConsole } from './console-pipe.ts';
import { InheritedFiles } from './inherited-files.ts';
import { openMemoryOf } from './memory-of.ts';
import { Monitor } from './monitor.ts';
import { type Plug, plugsOf } from './plugs.ts';
import type { VmShare } from './shares.ts';

/** What is kept of QEMU's own messages. */
const KEPT_ERRORS = 4096;

/** What QEMU is started with; files by their names in the host's file system. */
export interface QemuOptions
  extends Omit<
    VmPlan,
    'kernel' | 'initrd' | 'root' | 'layer' | 'modules' | 'ports' | 'shares' | 'saved'
  > {
  qemu: string;
  kernel: BytePath;
  initrd: BytePath;
  root?: BytePath | undefined;
  modules?: BytePath | undefined;
  /** Names of virtio-serial ports. */
  ports: readonly string[];
  shares: readonly (
    | { tag: string; type: 'virtiofs'; connection: Duplex }
    | { tag: string; type: '9p'; directory: BytePath; readOnly: boolean }
  )[];
  /** One that is to be saved, or is restored from a saved one. */
  saved?: GuestMemory | undefined;
  /** Where the guest's writes to the root go. */
  temporaryDirectory: BytePath;
  report: Report;
}

/** The guest's memory in a file. */
export interface GuestMemory {
  /** Its descriptor, which stays the caller's. Absent: {@link RunningQemu.openMemory} is how it is read. */
  memory?: number | undefined;
  /** Other descriptors that QEMU is to inherit, for {@link RunningQemu.inherited}. */
  inherit: readonly number[];
  /** Whether what the VM writes goes to the file, from which it can be saved. */
  shared: boolean;
  /** It is restored from a saved one. */
  restored: boolean;
  /** It is restored from one without shares and disks, which it is given when it runs: {@link RunningQemu.plugs}. */
  bare?: boolean;
  /** It is there to be saved when it is ready, before anything has run in it. */
  template?: boolean;
  /** Its disks, where they are not to be opened by their names. */
  disks?: OpenDisks | undefined;
}

/** Descriptors of a VM's own disks, which stay the caller's. */
export interface OpenDisks {
  /** The images. */
  root: number;
  modules: number | undefined;
  /** What has been written to the root. */
  layer: { file: number; written: boolean };
}

/** How QEMU ended. */
export interface QemuEnd {
  /** 128+N when killed by signal N. */
  status: number;
  /** What it said on standard error. */
  errors: string;
}

/** QEMU, running a VM. */
export interface RunningQemu {
  /** The host's ends of the ports, in their order. */
  ports: Duplex[];
  /** The first serial port's output. */
  console: Readable;
  /** QEMU's own, where {@link QemuOptions.saved} is given. */
  monitor?: Monitor | undefined;
  /** The numbers by which QEMU knows what it inherited. */
  inherited: readonly number[];
  /** Devices that it is to be given when it runs. */
  plugs: readonly Plug[];
  /** Rejects only when QEMU cannot be started at all. */
  ended: Promise<QemuEnd>;
  /** Opens the file of the guest's memory that QEMU has made. Throws if it is not to be found. */
  openMemory(): number;
  /** Pulls the plug. */
  kill(): void;
}

/**
 * Starts QEMU. Its ports are socket pairs that it inherits: no names in the file system, nobody else can
 * connect to them, and the guest sees them close when this process dies.
 */
export function startQemu(options: QemuOptions): RunningQemu {
  const files = new InheritedFiles(['ignore', 'pipe', 'pipe']);
  const ports = options.ports.map((name) => ({ name, fd: files.add('pipe') }));
  const { saved } = options;
  const monitor = saved && files.add('pipe');
  const inherited = (saved?.inherit ?? []).map((fd) => files.add(fd));
  const plan: VmPlan = {
    ...options,
    saved: saved && {
      bare: false,
      ...saved,
      memory: saved.memory === undefined ? undefined : files.descriptor(saved.memory),
      monitor: monitor!,
    },
    kernel: files.name(options.kernel),
    initrd: files.name(options.initrd),
    ...ownDisks(options, files),
    disks: options.disks.map((disk) => ({ ...disk, file: files.name(disk.file) })),
    ports,
    shares: options.shares.map(
      (share): VmShare =>
        share.type === 'virtiofs'
          ? { tag: share.tag, type: share.type, fd: files.add(share.connection) }
          : { ...share, directory: files.name(share.directory) },
    ),
  };
  const args = qemuArguments(plan);
  const command = [options.qemu, ...args].map(quoteForDisplay).join(' ');
  options.report({ kind: 'message', level: 2, text: `running ${command}` });
  const console = inheritConsole(files, options.temporaryDirectory);
  const child = spawnTied(options.qemu, args, {
    stdio: files.stdio,
    env: { ...process.env, TMPDIR: toSystemPath(options.temporaryDirectory).toString() },
  });
  files.release();
  return {
    ports: ports.map(({ fd }) => child.stdio[fd] as Duplex),
    console: console ?? (child.stdout as Readable),
    monitor: monitor === undefined ? undefined : new Monitor(child.stdio[monitor] as Duplex),
    inherited,
    plugs: saved?.bare ? plugsOf(plan, options.machine) : [],
    ended: endOf(child),
    openMemory: () => openMemoryOf(child.pid, options.memory * 2 ** 20),
    kill: () => killTied(child),
  };
}

function ownDisks({ root, modules, saved }: QemuOptions, files: InheritedFiles) {
  const disks = saved?.disks;
  if (disks === undefined) {
    return { root: root && files.name(root), modules: modules && files.name(modules) };
  }
  return {
    root: files.descriptor(disks.root),
    layer: { file: files.descriptor(disks.layer.file), written: disks.layer.written },
    modules: disks.modules === undefined ? undefined : files.descriptor(disks.modules),
  };
}

function endOf(child: ChildProcess): Promise<QemuEnd> {
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    if (errors.length < KEPT_ERRORS) errors += chunk.toString('latin1');
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    // Not `close`: that one waits until the ports have been read to their ends.
    child.once('exit', (status, signal) => {
      const code = signal === null ? (status ?? 0) : 128 + constants.signals[signal];
      setImmediate(() => resolve({ status: code, errors: errors.trim() }));
    });
  });
}

/** As one would type it: for the eye, and to try again by hand. */
function quoteForDisplay(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

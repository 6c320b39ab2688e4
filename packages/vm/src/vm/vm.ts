import { type BytePath, fromUnicode } from '@supermin/core';
import { type Places, withPlaces } from '../appliance/with-cache.ts';
import { vmNotForkable } from '../errors/snapshot.ts';
import { type CopyOptions, copyIn } from '../files/copy-in.ts';
import { type CopyResult, copyOut } from '../files/copy-out.ts';
import { VmFiles } from '../files/vm-files.ts';
import { exec, jobOf } from '../job/exec.ts';
import { inImage } from '../job/image-job.ts';
import type { ExecOptions, ExecResult, SpawnOptions } from '../job/job-options.ts';
import { sameUser } from '../job/same-user.ts';
import { VmJob } from '../job/vm-job.ts';
import { type MachinePlan, planMachine } from '../machine/machine-plan.ts';
import type { Argument } from '../session/fields.ts';
import type { Session } from '../session/session.ts';
import type { SavedFiles } from '../snapshot/saved-files.ts';
import { Snapshot } from '../snapshot/snapshot.ts';
import type { ForkOptions } from '../start/fork-options.ts';
import { planFork, startFromSnapshot } from '../start/start-from-snapshot.ts';
import type { Running } from '../start/start-result.ts';
import { startSession } from '../start/start-session.ts';
import { stopSession } from '../start/stop-session.ts';
import { applianceFor, sharesOf } from './appliance-for.ts';
import { wholeImageOf, withImageRoot } from './resolve-image.ts';
import type { VmOptions } from './vm-options.ts';

/**
 * A VM made of packages that are installed on this machine, for any number of commands, one after another or at the same time.
 *
 *     await using vm = await Vm.start({ packages: ['python3'] });
 *     const { stdout } = await vm.exec(['python3', '-c', 'print(6*7)']);
 *
 * It runs until {@link Vm.stop}, and ends with this process, however that ends. What is written in it is thrown away, but for
 * shares and disks.
 */
export class Vm {
  /** Resolves when the VM is gone, whatever ended it. */
  readonly ended: Promise<void>;
  /** Files of the VM. */
  readonly files: VmFiles;
  readonly #running: Running;
  readonly #plan: MachinePlan;
  /** Adds what commands have if they are not told otherwise. */
  readonly #complete: <Options extends SpawnOptions>(options: Options) => Options;
  #stopping: Promise<void> | undefined;

  private constructor(
    running: Running,
    plan: MachinePlan,
    complete: <Options extends SpawnOptions>(options: Options) => Options,
  ) {
    const { session } = running;
    this.#running = running;
    this.#plan = plan;
    this.#complete = complete;
    this.ended = session.ended.promise;
    this.files = new VmFiles(session);
  }

  /**
   * Starts a VM. The appliance is built once, and kept in the user's cache.
   *
   * @throws SuperminError `PACKAGES_MISSING`, `APPLIANCE_*`, `QEMU_MISSING`, `KVM_UNUSABLE`, `VM_FAILED`, `VM_PROTOCOL`, `SHARE_*`,
   *   `DISK_UNUSABLE`, `PORT_UNUSABLE`, `RUN_TIMEOUT` and all that core's `build()` throws; the reason of `signal`
   */
  static start(options: VmOptions = {}): Promise<Vm> {
    // A cache of its own is there for as long as the VM.
    return new Promise((resolve, reject) => {
      withPlaces(options, async (places) => {
        const vm = await Vm.#start(options, places);
        resolve(vm);
        await vm.ended;
      }).catch(reject);
    });
  }

  static async #start(given: VmOptions, places: Places): Promise<Vm> {
    given.signal?.throwIfAborted();
    const options = await withImageRoot(given, places.cache);
    const appliance = await applianceFor(options, { cwd: '/' }, sharesOf(options), places);
    const plan = planMachine({ ...options, ...appliance });
    return Vm.#setUp(await startSession(plan), plan, completionFor(options));
  }

  static async #setUp(
    running: Running,
    plan: MachinePlan,
    complete: <Options extends SpawnOptions>(options: Options) => Options,
  ): Promise<Vm> {
    const { session } = running;
    try {
      await session.guest.setUp.promise;
    } catch (error) {
      await session.close();
      throw error;
    }
    return new Vm(running, plan, complete);
  }

  get #session(): Session {
    return this.#running.session;
  }

  /**
   * Runs a command to its end.
   *
   * @param argv program and arguments; the program is looked up on PATH in the VM. Empty: a shell
   * @returns also for a command that fails: see `status`
   * @throws SuperminError `COMMAND_NOT_FOUND` (exit status 127), `COMMAND_NOT_EXECUTABLE`, `DIRECTORY_MISSING` (126), `USER_UNKNOWN`,
   *   `JOB_UNUSABLE`, `JOB_FAILED`, `VM_FAILED`, `VM_STOPPED`, `LIMIT_EXCEEDED` (125), `JOB_TIMEOUT` (124); the reason of `signal`
   */
  exec(argv: readonly Argument[], options: ExecOptions = {}): Promise<ExecResult> {
    return exec(this.#session, argv, this.#complete(options));
  }

  /**
   * Starts a command.
   *
   * @param argv program and arguments; the program is looked up on PATH in the VM. Empty: a shell
   * @throws SuperminError `JOB_UNUSABLE`, `VM_STOPPED` and what else ended the VM. What keeps the command from running is told by `exit`
   */
  spawn(argv: readonly Argument[], options: SpawnOptions = {}): VmJob {
    const job = jobOf(argv, this.#complete(options));
    return new VmJob(this.#session.guest.start(job), options.signal);
  }

  /**
   * Copies a file or a directory of this machine into the VM, without a program of it. `source` becomes `destination`: what is in a
   * directory comes to what is there already. Links are copied as links, hard links as such; modes and times are kept.
   *
   * @throws SuperminError before anything is copied: `FILE_TOO_LARGE` for a file of 4 GiB or more, `FILE_MISSING`; after what can be copied:
   *   `FILES_FAILED`. `problems` of the error has each path
   */
  copyIn(source: BytePath, destination: BytePath, options: CopyOptions = {}): Promise<void> {
    return copyIn(this.#session, [source, destination], options);
  }

  /**
   * Copies a file or a directory of the VM to this machine, as {@link Vm.copyIn} does. The VM is not trusted: nothing outside of
   * `destination` is written to, whatever it sends. Links are copied as they are, and may lead anywhere for who follows them.
   *
   * @throws SuperminError `FILE_TOO_LARGE` (before anything is copied), `FILE_MISSING`, `FILES_FAILED`; `ARCHIVE_REFUSED` for what no
   *   guest init of ours sends
   */
  copyOut(source: BytePath, destination: BytePath, options: CopyOptions = {}): Promise<CopyResult> {
    return copyOut(this.#session, [source, destination], options);
  }

  /**
   * Starts a VM from the state of this one: with its files, its memory, and the processes that run in the background. This one
   * goes on as well, and neither sees what the other does from then on. It has to have been started as `forkable`.
   *
   * The other one has a clock, random numbers of the kernel and a boot ID of its own. What programs have in memory is in both: hash
   * seeds, the state of their random number generators, keys.
   *
   * @throws SuperminError `VM_NOT_FORKABLE`; `VM_BUSY` while a command runs; `FORK_NO_SPACE`, `FORK_FAILED`, `VM_STOPPED` and what else
   *   ended the VM; `PORT_UNUSABLE`, `RUN_TIMEOUT`; the reason of `signal`
   */
  async fork(options: ForkOptions = {}): Promise<Vm> {
    const snapshot = await this.snapshot(options);
    try {
      return await snapshot.start(options);
    } finally {
      snapshot.remove();
    }
  }

  /**
   * Keeps what this VM is now, for any number of others that are restored from it: {@link Vm.fork} in two steps. VMs that are not `forkable`
   * themselves share its memory, as far as they do not write to it.
   *
   * @throws as {@link Vm.fork}
   */
  async snapshot({ signal }: Pick<ForkOptions, 'signal'> = {}): Promise<VmSnapshot> {
    const { source, method } = this.#running;
    if (source === undefined) throw vmNotForkable('it was not started as forkable');
    const files = await source.save(signal ?? new AbortController().signal);
    const begin = async (saved: SavedFiles, options: ForkOptions = {}) => {
      const plan = planFork(this.#plan, options);
      return Vm.#setUp(await startFromSnapshot(plan, method, saved), plan, this.#complete);
    };
    return new Snapshot(files, begin);
  }

  /**
   * Stops the VM. What was written to shares and disks is on them then. Commands that still run fail with `VM_STOPPED`. May be called
   * more than once, and when the VM has ended.
   */
  stop(): Promise<void> {
    this.#stopping ??= stopSession(this.#session, this.#plan);
    return this.#stopping;
  }

  /** Stops the VM: `await using vm = await Vm.start()`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/** What {@link Vm.snapshot} keeps. */
export type VmSnapshot = Snapshot<ForkOptions, Vm>;

/** What commands have that are not told otherwise. */
function completionFor(
  options: VmOptions,
): <Options extends SpawnOptions>(options: Options) => Options {
  if (options.hostRoot) return inSamePlace;
  const image = wholeImageOf(options);
  return image === undefined ? (own) => own : (own) => inImage(image.config, own);
}

/** The same user in the same directory: the VM's root is this machine's. */
function inSamePlace<Options extends SpawnOptions>(options: Options): Options {
  return sameUser({ ...options, cwd: options.cwd ?? fromUnicode(process.cwd()) });
}

import {
  type BytePath,
  build,
  DEFAULT_TEMPORARY_DIRECTORY,
  isSuperminError,
  joinPath,
  type Layer,
  type Report,
  say,
  withTemporaryDirectory,
} from '@supermin/core';
import type { DirectoryNode, TreeNode } from '@supermin/core/writer';
import { applianceFiles } from '../appliance/appliance-files.ts';
import type { ConfigureOptions } from '../appliance/configure.ts';
import { configureTimedOut } from '../errors/configure.ts';
import { VmFiles } from '../files/vm-files.ts';
import { type MachinePlan, planMachine } from '../machine/machine-plan.ts';
import type { Session } from '../session/session.ts';
import { startSession } from '../start/start-session.ts';
import { addChanges } from './changes-layer.ts';
import type { ConfigureJob } from './configure-job.ts';
import { GuestClock } from './guest-clock.ts';
import { endOthers, rootArchive } from './root-archive.ts';
import { rootPaths } from './root-paths.ts';
import { runSteps } from './run-steps.ts';
import { ScriptOutput } from './script-output.ts';

/** Seconds; emulated, some scripts take their time. */
const DEFAULT_TIMEOUT = 3600;

/** As every root has it. */
const DIRECTORY: DirectoryNode = {
  ...{ type: 'directory', mode: 0o755, uid: 0, gid: 0, mtime: 0, children: new Map() },
};

/** Room to write in the VM. */
const FREE_SPACE = '+8G';

/** Builds the root, boots it, runs the scripts in it and keeps what has changed. Nothing else is left. */
export async function configureInVm(job: ConfigureJob, options: ConfigureOptions): Promise<Layer> {
  const { temporaryDirectory = DEFAULT_TEMPORARY_DIRECTORY, report = () => {} } = options;
  const { timeout = DEFAULT_TIMEOUT, signal = new AbortController().signal } = options;
  const progress = new Progress(report);
  return withTemporaryDirectory(temporaryDirectory, async (directory) => {
    const appliance = await buildRoot(job, options, directory);
    const plan = planMachine({
      ...{ appliance, signal, report, timeout, temporaryDirectory: directory },
      cpu: job.packages.root().cpu,
      cacheDirectory: options.cacheDirectory,
      network: options.network ?? false,
      // Nothing is started twice from this root.
      template: false,
    });
    try {
      return await inSession(plan, (session) => configure(session, job, { progress, signal }));
    } catch (error) {
      if (!isSuperminError(error) || error.code !== 'RUN_TIMEOUT') throw error;
      throw configureTimedOut(timeout, progress.what, progress.output.lastLines());
    }
  });
}

/** What is being done, for whom it takes too long. */
class Progress {
  what = 'the start of the VM';
  readonly output: ScriptOutput;

  constructor(readonly report: Report) {
    this.output = new ScriptOutput(report);
  }

  began(what: string): void {
    this.what = what;
    say(this.report, `configure: ${what}`);
  }
}

async function inSession<T>(plan: MachinePlan, work: (session: Session) => Promise<T>): Promise<T> {
  const { session } = await startSession(plan);
  try {
    await session.guest.setUp.promise;
    return await work(session);
  } finally {
    await session.close();
  }
}

async function buildRoot(job: ConfigureJob, options: ConfigureOptions, directory: BytePath) {
  const output = joinPath(directory, 'appliance');
  const { backend, family, writer, backendOptions, kernel, kernelEnvironment } = options;
  const { report, signal, cacheDirectory } = options;
  await build({
    ...{ backend, family, writer, backendOptions, kernel, report, signal, cacheDirectory },
    ...{ inputs: [], output, format: 'ext2', temporaryDirectory: directory },
    environment: kernelEnvironment ?? {},
    lockedRoot: await rootOfVm(job),
    readableKernel: true,
    // A kernel's package writes to the directory of its modules.
    writerOptions: { size: FREE_SPACE, modules: 'all' },
  });
  return applianceFiles(output);
}

/** The unpacked packages; and what they are installed from, if a package manager does that. */
async function rootOfVm({ packages, packageFiles, configuration }: ConfigureJob) {
  const { install } = configuration;
  if (install === undefined) return packages.root();
  const nodes = new Map<BytePath, TreeNode>([[install.target, DIRECTORY]]);
  for (const [digest, node] of await packageFiles()) {
    nodes.set(joinPath(install.packageFiles, digest), node);
  }
  return packages.rootWith(nodes);
}

async function configure(
  session: Session,
  job: ConfigureJob,
  { progress, signal }: { progress: Progress; signal: AbortSignal },
): Promise<Layer> {
  const { output, report } = progress;
  const began = (what: string) => progress.began(what);
  const clock = await GuestClock.start(session, signal);
  await putFiles(session, job);
  await runSteps(session, job.configuration, { output, signal, began });
  began('bring the root back');
  await endOthers(session, signal);
  // A package manager that installs into another root has written all of it.
  const directory = job.configuration.install?.target ?? '/';
  const since = job.configuration.install === undefined ? await clock.since() : undefined;
  const { tree } = job.packages;
  const unchanged = since === undefined ? undefined : await rootPaths(session, tree, signal);
  const bring = (mayChange: (path: BytePath) => boolean) =>
    rootArchive(session, { signal, directory, since: unchanged && since, mayChange });
  return await addChanges({ bring, unchanged }, job, report);
}

async function putFiles(
  session: Session,
  { packages, configuration }: ConfigureJob,
): Promise<void> {
  const files = new VmFiles(session);
  const { host } = packages.root();
  for (const { path, text, mode } of configuration.files) {
    if (host.lstat(path) === undefined) await files.write(path, text, { mode });
  }
}

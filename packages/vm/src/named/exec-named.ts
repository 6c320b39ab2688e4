import type { BytePath, Report } from '@supermin/core';
import { runJob } from '../job/run-job.ts';
import { sameUser, WHOLE_HOST } from '../job/same-user.ts';
import type { Streams } from '../job/streams.ts';
import type { Surroundings } from '../job/surroundings.ts';
import { planJob, terminalHint } from '../run/plan-job.ts';
import type { Argument } from '../session/fields.ts';
import type { JobExit } from '../session/guest-job.ts';
import { directoryInVm } from '../shares/shared-directory.ts';
import { VmClient } from './vm-client.ts';
import type { VmInfo } from './vm-info.ts';

export interface NamedExecOptions extends Surroundings, Streams {
  /** A relative one is where a share has it. Default: the current directory where it is shared, else `/`. */
  cwd?: BytePath | undefined;
  /** As in `run()`. */
  tty?: boolean | undefined;
  /** Leaves the VM; the supervisor ends the command. */
  signal: AbortSignal;
  report: Report;
}

/** They end this process, and are the command's as well. */
const HANDED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a command in a VM that another process has.
 *
 * @throws SuperminError `VM_NAME`, `VM_NOT_FOUND`, `VM_UNRESPONSIVE`, `VM_PROTOCOL`, `COMMAND_NOT_FOUND` (exit status 127),
 *   `COMMAND_NOT_EXECUTABLE`, `DIRECTORY_MISSING` (126), `USER_UNKNOWN`, `JOB_UNUSABLE`, `JOB_FAILED`, `VM_FAILED`, `VM_STOPPED`,
 *   `RUN_TIMEOUT` (125); the reason of `signal`
 */
export async function execNamed(
  name: string,
  argv: readonly Argument[],
  options: NamedExecOptions,
): Promise<JobExit> {
  const { signal, report } = options;
  const client = await VmClient.find(name, signal);
  const { job, terminal } = planJob(inVm(argv, options, client.info), options);
  const hint = terminalHint({ ...options, argv }, options);
  if (hint !== undefined) report({ kind: 'warning', text: hint });
  let forget = () => {};
  const start: typeof client.guest.start = (each) => {
    const running = client.guest.start(each);
    forget = handSignalsOn((name) => running.signal(name));
    return running;
  };
  try {
    const { stdin, stdout, stderr } = options;
    return await runJob({ guest: { start } }, job, { stdin, stdout, stderr, terminal });
  } finally {
    forget();
    client.leave(signal.reason);
  }
}

/** The command as it is meant in this VM: where the root is this machine's, by the same user in the same directory. */
function inVm(argv: readonly Argument[], options: NamedExecOptions, info: VmInfo) {
  const { shares, hostRoot } = info;
  const cwd = directoryInVm(options.cwd, hostRoot ? [...shares, WHOLE_HOST] : shares);
  return { ...(hostRoot ? sameUser(options) : options), argv, cwd };
}

/** Before the signal ends the work of this process, which is after that in the queue. */
function handSignalsOn(to: (signal: NodeJS.Signals) => void): () => void {
  for (const name of HANDED_ON) process.prependListener(name, to);
  return () => {
    for (const name of HANDED_ON) process.off(name, to);
  };
}

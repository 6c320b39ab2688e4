import type { Job } from '../session/job.ts';
import { terminalOf, windowSize } from '../session/terminal.ts';
import type { ApplianceRun } from './appliance-run.ts';
import type { Streams } from './machine-options.ts';

const GUEST_ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
};

/** Another user's is what the guest's /etc/passwd says. */
const HOME_OF_ROOT = { HOME: '/root' };

/** The job, and the user's terminal if the command's is to be connected with it. */
export function planJob(options: ApplianceRun, streams: Streams) {
  const argv = options.argv ?? [];
  const own = streams.stdin === null ? undefined : terminalOf(streams.stdin, streams.stdout);
  const wanted = options.tty ?? (argv.length === 0 && own !== undefined);
  const terminal = wanted ? own : undefined;
  const job: Job = {
    argv,
    env: {
      ...GUEST_ENVIRONMENT,
      ...(options.user === undefined ? HOME_OF_ROOT : {}),
      ...(wanted ? { TERM: process.env.TERM ?? 'linux' } : {}),
      ...options.env,
    },
    cwd: options.cwd,
    user: options.user,
    terminal: wanted
      ? own === undefined
        ? { rows: 24, columns: 80 }
        : windowSize(own)
      : undefined,
  };
  return { job, terminal };
}

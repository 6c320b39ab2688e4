import type { BytePath } from '@supermin/core';
import type { Streams } from '../job/streams.ts';
import type { ApplianceVm } from '../machine/appliance-vm.ts';
import type { MachinePlan } from '../machine/machine-plan.ts';
import type { Argument } from '../session/fields.ts';
import type { JobExit } from '../session/guest-job.ts';
import type { Session } from '../session/session.ts';
import type { CommandOptions } from './command-options.ts';

/** What else a VM is there for than its command. */
export interface Attendance {
  /** Called when the VM is up, before the command is started. */
  attend?: (session: Session, plan: MachinePlan) => void;
  /** There is no command: the VM runs until it is stopped. */
  idle?: boolean;
}

/** One command in a full appliance that is there. */
export interface ApplianceRun extends ApplianceVm, CommandOptions, Partial<Streams>, Attendance {
  /** Program and arguments; the program is looked up on the guest's PATH. Default: a shell. */
  argv?: readonly Argument[];
  /** Working directory in the guest. Default: `/`. */
  cwd?: BytePath;
}

export type RunOutcome = Pick<JobExit, 'status'>;

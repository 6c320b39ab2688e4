import { type BytePath, displayPath, SuperminError } from '@supermin/core';
import { NOT_STARTED, notStarted } from './exit-status.ts';

export function jobUnusable(reason: string): SuperminError {
  return notStarted('JOB_UNUSABLE', `the command cannot be given to the guest: ${reason}`);
}

export function diskUnusable(file: BytePath, reason: string): SuperminError {
  const text = `${displayPath(file)} cannot be used as a disk: ${reason}`;
  return notStarted('DISK_UNUSABLE', text, {
    hint: 'specify an image file that you may read and write, or read with readOnly (:ro)',
  });
}

export function portUnusable(what: string, reason: string): SuperminError {
  return notStarted('PORT_UNUSABLE', `cannot publish '${what}': ${reason}`);
}

/** @param console the console's last lines, where they may tell why */
export function vmFailed(what: string, console: string, hint?: string): SuperminError {
  const text = console === '' ? what : `${what}; the console's last lines:\n${console}`;
  const advice = hint ?? (console === '' ? 'run again with -v to see the console' : undefined);
  return notStarted('VM_FAILED', text, { hint: advice });
}

const START_PROBLEMS = {
  'not-found': 'COMMAND_NOT_FOUND',
  'not-executable': 'COMMAND_NOT_EXECUTABLE',
  'no-directory': 'DIRECTORY_MISSING',
  'no-user': 'USER_UNKNOWN',
  other: 'JOB_FAILED',
} as const;

/** The guest says itself why no command ran; `status` is that of a shell: 126, 127, or 125 for the guest's own trouble. */
export function commandNotRun(
  problem: keyof typeof START_PROBLEMS,
  status: number,
  reason: string,
): SuperminError {
  const exitStatus = status > 0 && status < 256 ? status : NOT_STARTED;
  return new SuperminError(START_PROBLEMS[problem], reason, { exitStatus });
}

/** Why no command ran, if that is what an error of `commandNotRun` says. */
export function startProblemOf({ code }: SuperminError): keyof typeof START_PROBLEMS | undefined {
  const problems = Object.keys(START_PROBLEMS) as (keyof typeof START_PROBLEMS)[];
  return problems.find((problem) => START_PROBLEMS[problem] === code);
}

/** The guest is not trusted: what is no frame of the protocol ends the VM. */
export function protocolBroken(what: string): SuperminError {
  return notStarted('VM_PROTOCOL', `the VM was stopped: its init sent ${what}`, {
    hint: 'build the appliance again with this version of supermin',
  });
}

/** It was stopped by us while something was still under way. */
export function vmStopped(): SuperminError {
  return notStarted('VM_STOPPED', 'the VM has been stopped');
}

export function runTimedOut(seconds: number): SuperminError {
  return new SuperminError('RUN_TIMEOUT', `the VM was stopped after ${seconds} s (--timeout)`, {
    exitStatus: 124, // as timeout(1)
  });
}

export function jobTimedOut(seconds: number): SuperminError {
  return new SuperminError('JOB_TIMEOUT', `the command was killed after ${seconds} s (timeout)`, {
    exitStatus: 124, // as timeout(1)
  });
}

/** What is collected in memory has a limit. */
export function outputTooLarge(limit: number): SuperminError {
  const text = `the command was killed: it wrote more than ${limit} bytes (maxOutput)`;
  return notStarted('LIMIT_EXCEEDED', text, {
    hint: 'specify a larger maxOutput, or streams as stdout and stderr',
  });
}

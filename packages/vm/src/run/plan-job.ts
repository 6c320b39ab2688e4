import { displayPath } from '@supermin/core';
import type { Streams } from '../job/streams.ts';
import { environmentOf } from '../job/surroundings.ts';
import type { Job } from '../session/job.ts';
import { DEFAULT_SIZE, terminalOf, windowSize } from '../session/terminal.ts';
import type { ApplianceRun } from './appliance-run.ts';
import type { CommandOptions } from './command-options.ts';
import { interactiveProgram } from './interactive-program.ts';

/**
 * Whether the command gets a terminal: if that is asked for, and a shell that nobody asked for if there is one here. As with ssh: output
 * and error of any other command stay apart, and Ctrl-C stops the VM.
 */
export function wantsTerminal(
  { argv = [], tty }: Pick<ApplianceRun, 'argv' | 'tty'>,
  streams: Pick<Streams, 'stdin' | 'stdout'>,
): boolean {
  return tty ?? (argv.length === 0 && ownTerminal(streams) !== undefined);
}

/** What a user is to know who is at a terminal and asked for none in the VM. */
export function terminalHint(
  { argv = [], tty }: Pick<ApplianceRun, 'argv' | 'tty'>,
  streams: Pick<Streams, 'stdin' | 'stdout'>,
): string | undefined {
  const program = tty === undefined && ownTerminal(streams) ? interactiveProgram(argv) : undefined;
  return program && `${displayPath(program)} has no terminal in the VM: -t (tty) gives it one`;
}

function ownTerminal({ stdin, stdout }: Pick<Streams, 'stdin' | 'stdout'>) {
  return stdin === null ? undefined : terminalOf(stdin, stdout);
}

/** The job, and the user's terminal if the command's is to be connected with it. */
export function planJob(
  options: Pick<ApplianceRun, 'argv' | 'cwd' | keyof CommandOptions>,
  streams: Streams,
) {
  const argv = options.argv ?? [];
  const own = ownTerminal(streams);
  const wanted = wantsTerminal(options, streams);
  const terminal = wanted ? own : undefined;
  const size = own === undefined ? DEFAULT_SIZE : windowSize(own);
  const job: Job = {
    argv,
    env: environmentOf(options, wanted),
    cwd: options.cwd,
    user: options.user,
    terminal: wanted ? size : undefined,
  };
  return { job, terminal };
}

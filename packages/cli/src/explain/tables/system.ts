import type { Rows } from '../explanation.ts';

/** Programs that are called, the old spelling, and failures of the command itself. */
export const SYSTEM: Rows = {
  PROGRAM_MISSING: [
    'A program that is needed was not found.',
    'It is not installed, or not on PATH.',
    'Install the package that the error names, or correct PATH.',
  ],
  PROGRAM_START: [
    'A program could not be started.',
    'This user may not execute it, or the system has no memory or processes left.',
    'Look at the reason in parentheses: EACCES is a permission, ENOMEM and EAGAIN are limits.',
  ],
  PROGRAM_FAILED: [
    'A program that was called failed.',
    'The error has its exit status and what it said.',
    'Run it by hand to see more; -v -v tells how it was called.',
  ],
  PROGRAM_OUTPUT: [
    'A program wrote more than is read into memory.',
    'Its output has a limit.',
    'Report it, with the program and what it was asked for.',
  ],
  FORMAT_WITH_PREPARE: [
    '--prepare and --format were given together.',
    'prepare makes a small appliance, which has no format.',
    'Leave out --format, or use --build.',
  ],
  MODE: [
    'The command line does not say what to do.',
    'There is neither a command nor --prepare or --build.',
    "Write 'supermin prepare', 'supermin build', 'supermin run'; 'supermin --help' lists all commands.",
  ],
  OPTION_DTB: [
    'The option --dtb was removed in supermin 5.1.18.',
    'QEMU makes the device tree itself.',
    'Leave it and its argument out.',
  ],
  OPTION_NAMES: [
    'The option --names belongs to supermin 4.',
    'The command line has changed since.',
    'Use supermin --prepare and supermin --build.',
  ],
  ENDED_EARLY: [
    'The process ended before the command was done.',
    'Something, most likely a plugin, called process.exit() or left nothing to wait for.',
    "Report it; 'supermin plugins' lists what was loaded.",
  ],
  ERROR_LOST: [
    'An error was lost: a promise was rejected that nothing awaits.',
    'This is a bug in supermin or in a plugin.',
    'Report it, with the whole output.',
  ],
};

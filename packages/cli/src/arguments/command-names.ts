export const COMMANDS = [
  'prepare',
  'build',
  'run',
  'fetch',
  'push',
  'pull',
  'inspect',
  'why',
  'exec',
  'ps',
  'stop',
  'modules',
  'cache',
  'plugins',
  'drivers',
  'explain',
  'completion',
] as const;

export type Command = (typeof COMMANDS)[number];

/** What runs COMMAND in a VM, and so leaves COMMAND its options, standard output and statuses. */
const RUNNERS: readonly (Command | undefined)[] = ['run', 'exec'];

export function runsCommand(command: Command | undefined): boolean {
  return RUNNERS.includes(command);
}

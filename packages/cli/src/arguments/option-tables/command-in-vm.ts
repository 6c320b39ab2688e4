import type { OptionSpec } from '../option-spec.ts';

/** How COMMAND runs in a VM. */
export const COMMAND_IN_VM_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'env',
    short: 'e',
    value: 'NAME[=VALUE]',
    repeatable: true,
    commands: ['run', 'exec'],
    help: "set a variable in COMMAND's environment (default VALUE: the one it has here, if it is set)",
  },
  {
    name: 'workdir',
    short: 'w',
    value: 'DIR',
    commands: ['run', 'exec'],
    help: 'directory in the VM to run COMMAND in; a relative one is of this machine, and is translated to its place in a share (default: the current one where it is shared, else /)',
  },
  {
    name: 'user',
    value: 'NAME|UID[:GROUP]',
    commands: ['run', 'exec'],
    help: "run COMMAND as this user of the VM's /etc/passwd, in its groups (default root)",
  },
  {
    name: 'tty',
    short: 't',
    commands: ['run', 'exec'],
    help: 'give COMMAND a terminal, which joins output and error and takes Ctrl-C (default: for the shell without COMMAND, if there is one here)',
  },
  {
    name: 'interactive',
    short: 'i',
    commands: ['run', 'exec'],
    help: "nothing new: COMMAND always has this command's standard input; accepted so that -it is understood",
  },
];

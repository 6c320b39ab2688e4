import { COMMANDS } from '../command-names.ts';
import type { OptionSpec } from '../option-spec.ts';

/** Of many commands. */
export const GENERAL_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'plugin',
    value: 'DIR',
    repeatable: true,
    commands: [
      'prepare',
      'build',
      'run',
      'fetch',
      'inspect',
      'why',
      'plugins',
      'drivers',
      'completion',
    ],
    help: 'directory of a plugin package to use as well',
  },
  {
    name: 'limit',
    value: 'SIZE',
    commands: ['cache'],
    help: 'prune until no more than SIZE is left: 500M, 20G (default: the limit that is set)',
  },
  {
    name: 'json',
    commands: ['prepare', 'build', 'fetch', 'inspect', 'why', 'ps', 'cache', 'plugins'],
    help: 'print JSON; of prepare, build and fetch events, a line each: progress, warnings, the result or the error',
  },
  {
    name: 'timings',
    commands: ['prepare', 'build', 'run', 'fetch', 'push', 'pull'],
    help: 'print on standard error how long each stage took',
  },
  {
    name: 'quiet',
    short: 'q',
    commands: COMMANDS,
    help: 'print no warnings and no progress',
  },
  {
    name: 'verbose',
    short: 'v',
    repeatable: true,
    commands: COMMANDS,
    help: 'say what is done; two or three times for more',
  },
  { name: 'help', short: 'h', commands: COMMANDS, help: 'print help and exit' },
  { name: 'version', short: 'V', commands: COMMANDS, help: 'print the version and exit' },
];

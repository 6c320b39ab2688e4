import type { OptionSpec } from '../option-spec.ts';

/** How packages are found, and what of them goes in. */
export const PACKAGE_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'backend',
    value: 'NAME',
    commands: ['prepare', 'build', 'run', 'inspect', 'why', 'drivers'],
    help: "package manager to read (default: the root's package manager)",
  },
  {
    name: 'resolver',
    value: 'default|supermin5',
    kind: 'choice',
    commands: ['prepare', 'build', 'run', 'inspect', 'why'],
    help: "rule for dependencies; supermin5 is supermin 5's, for comparison",
  },
  {
    name: 'weak',
    commands: ['prepare', 'build', 'run', 'inspect', 'why'],
    help: 'also include recommended packages (no effect with --from for dnf and pacman)',
  },
  {
    name: 'no-docs',
    commands: ['build', 'run'],
    help: 'leave out documentation: what the package manager marks, else manuals and /usr/share/doc',
  },
  {
    name: 'xattrs',
    value: 'default|all|none',
    kind: 'choice',
    commands: ['build'],
    help: 'extended attributes to keep of host files (default: capabilities, ACLs and user.*)',
  },
  {
    name: 'strict',
    commands: ['prepare', 'build', 'run'],
    help: 'missing packages and unreadable files are errors',
  },
];

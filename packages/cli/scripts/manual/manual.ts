import type { WriterManifest } from '@supermin/core';
import { COMMANDS } from '../../src/arguments/command-names.ts';
import { COMMAND_HELP } from '../../src/arguments/help.ts';
import { pageName } from './command-page.ts';
import { commandSection } from './command-section.ts';
import { type Block, code, type Section, terms, text } from './document.ts';
import { COMMON_OPTIONS, optionTerm } from './option-term.ts';

/**
 * The manual of the command, made from the tables that the parser and `--help` are made from.
 *
 * @param writers manifests of the writers that come with the command
 */
export function manual(writers: readonly WriterManifest[]): Section[] {
  return [
    {
      title: 'Name',
      blocks: [text('supermin - build small appliances into full, bootable ones')],
    },
    {
      title: 'Synopsis',
      blocks: [code(...COMMANDS.map((name) => COMMAND_HELP[name].usage), ...QUESTIONS, ...LEGACY)],
    },
    { title: 'Description', blocks: DESCRIPTION },
    {
      title: 'Commands',
      blocks: [],
      sections: COMMANDS.map((name) => commandSection(name, writers)),
    },
    {
      title: 'Common options',
      blocks: [
        text(
          'Of an option that takes one value, and was given more than once, the last one counts.',
          '-- ends the options. An option that would have no effect is an error.',
        ),
        { kind: 'terms', terms: COMMON_OPTIONS.map(optionTerm) },
      ],
    },
    { title: 'The appliance', blocks: APPLIANCE },
    { title: 'The output', blocks: OUTPUT },
    { title: 'Environment', blocks: [terms(ENVIRONMENT)] },
    { title: 'Files', blocks: [terms(FILES)] },
    { title: 'Exit status', blocks: [terms(STATUSES)] },
    {
      title: 'Compatibility',
      blocks: [
        text(
          'The command line of supermin 5 works as it is; its options may stand before and after names.',
          'The names of configuration, appliance and output files are the same.',
        ),
      ],
    },
    {
      title: 'See also',
      blocks: [
        text(
          `${COMMANDS.map((name) => `${pageName(name)}(1)`).join(', ')}, qemu-system-x86_64(1), guestfs(3), flock(1), cpio(5)`,
        ),
      ],
    },
  ];
}

const QUESTIONS = ['supermin help [COMMAND]', 'supermin version'];

const LEGACY = [
  'supermin --prepare [OPTION...] -o DIR PACKAGE...',
  'supermin --build [OPTION...] -f FORMAT -o DIR INPUT...',
  'supermin --list-drivers | --version | --help',
];

const DESCRIPTION: readonly Block[] = [
  text(
    'An appliance is a Linux system in a few kilobytes: names of packages, and the few files that cannot be had elsewhere.',
    "It becomes a full, bootable appliance in a fraction of a second on the user's machine, from the packages that are",
    'installed there. Nothing that the machine already has is ever shipped.',
  ),
  text(
    'prepare makes the small appliance, build makes the full one of it, and run does all of it for a single command.',
    'Package managers are read and formats are written by plugins: npm packages that are installed beside this one.',
  ),
];

const APPLIANCE: readonly Block[] = [
  text(
    'The inputs of build are any number of files and directories. Each file is known by its content, also through gzip, xz,',
    'zstd or lz4:',
  ),
  terms([
    ['a letter or digit first', 'names of packages, one a line; all that they need comes along'],
    ['/ first', 'hostfiles: files of this machine to copy, with the wildcards of glob(7)'],
    [
      '- first',
      'excludefiles: -PATTERN of files of packages to leave out, as fnmatch(3) has it; * matches / as well',
    ],
    ['a tar archive', 'a base archive: its members go into the appliance as they are'],
  ]),
];

const OUTPUT: readonly Block[] = [
  text(
    'An output takes its place at once and complete, or not at all. What was in the output directory is removed, so a',
    "directory with contents is replaced only if it holds an earlier output. --force, or supermin 5's spelling, replaces any",
    'contents. How an earlier output is known:',
  ),
  terms([
    [
      'build',
      'the directory holds exactly the files that the format makes; or the record of the last build there, in the cache of this' +
        ' user, names all that it holds, or names the directory itself (chroot), which still is the same one',
    ],
    [
      'prepare',
      'the directory holds packages and base.tar.gz; only these two are replaced, also with --force, and other files stay' +
        ' (in the spelling of supermin 5 all go)',
    ],
    ['modules', 'FILE is a modules image, or empty'],
  ]),
  text(
    'Never taken, in no spelling and not with --force: a directory that is or holds the home directory or an input (which the',
    'kernel, its modules and --root are, too), or that holds the current directory. The current directory itself, a mount point,',
    "and a directory of this machine's packages (such as /usr/share) are taken only if they are empty or hold the files of an",
    'earlier output.',
  ),
  text('Files have the mode 0666 less the umask, the directory 0777 less the umask.'),
];

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  ['SUPERMIN_KERNEL', 'the file of the kernel to use'],
  ['SUPERMIN_KERNEL_VERSION', 'its version, where the file does not tell'],
  ['SUPERMIN_MODULES', 'the directory of its modules, or a file of them made by supermin modules'],
  ['SUPERMIN_PLUGINS', 'directories of plugin packages to use as well, separated by colons'],
  [
    'SUPERMIN_CACHE_LIMIT',
    'how large the cache may become: 500M, 20G (default 10G, or a tenth of the disk if that is less)',
  ],
  [
    'SUPERMIN_FAST_START',
    '0 switches off what makes the command start fast: compiled code and lists in the cache',
  ],
  [
    'SOURCE_DATE_EPOCH',
    'seconds since 1970; no time in an output is later, and the same input gives the same bytes',
  ],
  ['TMPDIR', 'an absolute path for temporary files (default /var/tmp)'],
  ['XDG_CONFIG_HOME', "where the user's configuration is (default ~/.config)"],
  ['XDG_CACHE_HOME', "where the user's caches are (default ~/.cache)"],
  ['XDG_RUNTIME_DIR', 'where the sockets of VMs with names are'],
];

const FILES: readonly (readonly [string, string])[] = [
  [
    '$XDG_CONFIG_HOME/supermin/config.json',
    '{ "plugins": ["NAME", "PATH", ...] }: plugins to use as well, after those of --plugin and SUPERMIN_PLUGINS. NAME is a package in the node_modules beside this file, or beside the command; PATH is absolute, or begins with ./ or ../ and is relative to this file. The file is not used if others may write to it or to a directory above it',
  ],
  [
    '$XDG_CACHE_HOME/supermin',
    'what builds depended on, for --if-newer; the appliances of run, until they were not used for 30 days, or the cache has more than its limit and others were used later (supermin cache lists them). A directory of another user, or that others may write to, is not used: then /var/tmp/.supermin-UID is',
  ],
  ['/var/tmp/.supermin-UID', 'the same, of users without a home'],
  [
    '$XDG_RUNTIME_DIR/supermin',
    "of VMs with names: NAME.sock, at which exec, ps and stop find them, and NAME.log, the output of the last one that was detached. Where there is no such variable, or the directory is not the user's own: /tmp/.supermin-run-UID, or the same in /var/tmp",
  ],
];

const STATUSES: readonly (readonly [string, string])[] = [
  ['0', 'success'],
  ['1', 'an error, told on standard error'],
  ['2', 'a command line that cannot be understood; 125 with run and exec'],
  [
    '124, 125, 126, 127',
    'run and exec: timeout (run); usage error, or the VM could not be made or run, or there is none of that name; COMMAND cannot be executed; COMMAND not found',
  ],
  ['128+N', 'ended by signal N'],
];

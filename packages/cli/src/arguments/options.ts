import type { ValueKind } from './value-kinds.ts';

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

export interface OptionSpec {
  name: string;
  short?: string;
  /** What stands for the value in the help; absent for a switch. */
  value?: string;
  /** Absent: any text that is not empty. */
  kind?: ValueKind;
  repeatable?: boolean;
  /** The commands that take it; supermin 5's spelling takes those of prepare and build. */
  commands: readonly Command[];
  help: string;
}

const ALL: readonly Command[] = COMMANDS;
const MAKE: readonly Command[] = ['prepare', 'build', 'pull'];
/** Those that take packages which are not installed. */
const FROM: readonly Command[] = ['prepare', 'build', 'run', 'inspect', 'why'];
const HOST: readonly Command[] = [
  'prepare',
  'build',
  'run',
  'inspect',
  'why',
  'modules',
  'drivers',
];
/** Commands that take options of container images. */
const IMAGES: readonly Command[] = FROM;

/** Every option of the command line, once: the parser, the help and the manual are made from it. */
export const OPTIONS: readonly OptionSpec[] = [
  {
    name: 'output',
    short: 'o',
    value: 'DIR',
    commands: MAKE,
    help: 'directory to write; an earlier output in it is replaced (build: - for standard output)',
  },
  {
    name: 'output',
    short: 'o',
    value: 'FILE',
    commands: ['modules'],
    help: 'file to write',
  },
  {
    name: 'force',
    commands: ['prepare', 'build', 'pull', 'modules'],
    help: 'write to DIR or FILE even if it holds something else than an earlier output',
  },
  {
    name: 'format',
    short: 'f',
    value: 'FORMAT',
    commands: ['build'],
    help: 'what to build: ext2, or a format of another writer plugin',
  },
  {
    name: 'size',
    value: 'SIZE',
    commands: ['build', 'run'],
    help: 'size of an ext2 image: N{b,K,M,G}, auto, or +N for that much free (default 4G; run: +4G)',
  },
  {
    name: 'format',
    short: 'f',
    value: 'FORMAT',
    commands: ['inspect'],
    help: 'format of the output (default: it is recognized)',
  },
  {
    name: 'files',
    commands: ['inspect'],
    help: 'list every file; packages that are not installed are downloaded for it',
  },
  {
    name: 'sbom',
    value: 'spdx|cyclonedx',
    kind: 'choice',
    commands: ['inspect'],
    help: 'print a software bill of materials: SPDX 2.3 or CycloneDX 1.6, as JSON',
  },
  {
    name: 'size',
    commands: ['inspect'],
    help: 'print an HTML page that shows what takes up the space',
  },
  { name: 'if-newer', commands: ['build'], help: 'do nothing when the output is up to date' },
  {
    name: 'lock',
    value: 'FILE',
    commands: ['build'],
    help: 'build only while holding a lock on FILE',
  },
  {
    name: 'lock-timeout',
    value: 'TIME',
    kind: 'duration',
    commands: ['build'],
    help: 'give up waiting for the lock after TIME: N{s,m,h,d}, 0 for at once (default: never)',
  },
  {
    name: 'dry-run',
    commands: ['build'],
    help: 'print what would be built, from where, how large, and how much would be downloaded; write nothing',
  },
  { name: 'copy-kernel', commands: ['build'], help: 'copy the kernel instead of linking to it' },
  {
    name: 'kernel',
    value: 'PATH|VERSION',
    commands: ['build', 'run', 'modules'],
    help: 'use this kernel (default: the newest one that has modules)',
  },
  {
    name: 'modules-from',
    value: 'PATH',
    commands: ['build', 'run'],
    help: "take modules from this directory, or this file of 'supermin modules' (default: the kernel's own)",
  },
  {
    name: 'host-cpu',
    value: 'CPU',
    commands: ['build', 'modules'],
    help: "architecture to pick a kernel for (default: this machine's, or that of --root DIR)",
  },
  {
    name: 'include-packagelist',
    commands: ['build'],
    help: 'add /packagelist, the names and versions of all packages',
  },
  {
    name: 'use-installed',
    commands: ['prepare'],
    help: 'take config files from this machine as they are',
  },
  {
    name: 'packager-config',
    value: 'FILE',
    commands: ['prepare'],
    help: "configuration file for the package manager's downloads",
  },
  {
    name: 'name',
    value: 'NAME',
    commands: ['run'],
    help: "name of the VM, for 'supermin exec', 'ps' and 'stop'; it ends with COMMAND all the same",
  },
  {
    name: 'detach',
    short: 'd',
    commands: ['run'],
    help: "with --name: print the name when the VM is up, and leave it running until COMMAND ends, without COMMAND until 'supermin stop'",
  },
  {
    name: 'package',
    short: 'p',
    value: 'NAME',
    repeatable: true,
    commands: ['run'],
    help: 'package to have in the VM, with all that it needs',
  },
  {
    name: 'bare',
    commands: ['run'],
    help: "only COMMAND's package, those of -p and what they need (default: what the distribution calls essential, ps and less as well)",
  },
  {
    name: 'host',
    commands: ['run'],
    help: "this machine's whole root in the VM, read-only with a writable layer that is thrown away; COMMAND runs as the same user in the same directory",
  },
  {
    name: 'rw',
    value: 'DIR',
    repeatable: true,
    commands: ['run'],
    help: 'with --host: what COMMAND writes below this directory is written here',
  },
  {
    name: 'appliance',
    value: 'DIR',
    commands: ['run'],
    help: "boot this appliance: a full one that 'build -f ext2' or 'build -f cpio' made, or a small one of 'prepare', which is built first",
  },
  {
    name: 'appliance-package',
    value: 'NAME|DIR',
    commands: ['run'],
    help: 'boot the appliance that an npm package carries (default COMMAND: /init)',
  },
  {
    name: 'share',
    value: 'DIR[:MOUNT][:ro|:rw]',
    repeatable: true,
    commands: ['run'],
    help: "mount a directory of this machine in the VM (default MOUNT: DIR; a ':' in a name is written '\\:')",
  },
  {
    name: 'disk',
    value: 'FILE[:ro|:rw]',
    repeatable: true,
    commands: ['run'],
    help: 'give the VM a disk image as well: raw, or qcow2 if it is called so; what the VM writes to it is kept',
  },
  {
    name: 'net',
    commands: ['run'],
    help: 'give the VM a network: it reaches what this machine reaches, this machine itself as 10.0.2.2',
  },
  {
    name: 'net',
    commands: ['build'],
    help: 'give the scripts of --configure a network (default: none)',
  },
  {
    name: 'publish',
    value: '[ADDR:]HOST:GUEST',
    repeatable: true,
    commands: ['run'],
    help: 'connect TCP port HOST of this machine with port GUEST of the VM (default ADDR: 127.0.0.1)',
  },
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
  {
    name: 'memory',
    value: 'SIZE',
    kind: 'memory',
    commands: ['run'],
    help: 'memory of the VM: N{K,M,G,T}, or MiB (default 1G)',
  },
  {
    name: 'cpus',
    value: 'N',
    kind: 'count',
    commands: ['run'],
    help: 'processors of the VM (default 1)',
  },
  {
    name: 'accel',
    value: 'auto|kvm|tcg',
    kind: 'choice',
    commands: ['run'],
    help: 'accelerator (default auto: kvm where it works)',
  },
  {
    name: 'append',
    value: 'WORDS',
    kind: 'text or nothing',
    repeatable: true,
    commands: ['run'],
    help: 'more words for the kernel command line',
  },
  {
    name: 'qemu-option',
    value: 'WORD',
    kind: 'text or nothing',
    repeatable: true,
    commands: ['run'],
    help: "one more word at the end of QEMU's command line: --qemu-option=-device --qemu-option=edu",
  },
  {
    name: 'no-template',
    commands: ['run'],
    help: 'always boot the VM: neither use nor save a template',
  },
  {
    name: 'timeout',
    value: 'TIME',
    kind: 'duration',
    commands: ['run'],
    help: 'stop the VM after TIME and exit with status 124: N{s,m,h,d}, 0 for never (default: never)',
  },
  {
    name: 'timeout',
    value: 'TIME',
    kind: 'duration',
    commands: ['stop'],
    help: 'time that commands in the VM have to end: N{s,m,h,d} (default 10s)',
  },
  {
    name: 'root',
    value: 'DIR|IMAGE',
    commands: HOST,
    help: 'read packages and files from this root instead of /: a directory, or a container image, oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:NAME] or docker://NAME; run takes all of an image, with its environment, user, directory and entry point',
  },
  {
    name: 'pull',
    commands: IMAGES,
    help: 'with --root docker://NAME or run oci://REF: ask the registry even for what was fetched before',
  },
  {
    name: 'insecure',
    commands: [...IMAGES, 'push', 'pull'],
    help: 'talk to a registry even without TLS or with an untrusted certificate',
  },
  {
    name: 'entrypoint',
    value: 'PROGRAM',
    kind: 'text or nothing',
    commands: ['run'],
    help: "with --root IMAGE: run this program, or COMMAND itself if it is empty, in the place of the image's entry point and command",
  },
  {
    name: 'from',
    value: 'DISTRO[:RELEASE][@TIME]|FILE|host',
    repeatable: true,
    commands: FROM,
    help: "take packages from these repositories, instead of those that are installed; FILE: a .sources or .list file of apt, a .repo file of dnf, or a pacman.conf; host: what this machine's package manager is configured with",
  },
  {
    name: 'mirror',
    value: 'URL',
    repeatable: true,
    commands: [...FROM, 'fetch'],
    help: "download from this mirror of the distribution (default: the one that this machine's package manager uses for it, or the distribution's own)",
  },
  {
    name: 'arch',
    value: 'ARCH',
    commands: FROM,
    help: "architecture of the packages of --from, or of the image of --root (default: this machine's)",
  },
  {
    name: 'configure',
    commands: FROM,
    help: "run the packages' own scripts, in a VM of their own: for packages of --from or lock.json; adds the essential packages (prepare does only that)",
  },
  {
    name: 'configure-timeout',
    value: 'TIME',
    kind: 'duration',
    commands: ['build', 'run'],
    help: 'time that the scripts of --configure have: N{s,m,h,d} (default 1h)',
  },
  {
    name: 'update',
    commands: ['prepare'],
    help: 'with --from: look for new indexes, even if they were checked within the last hour',
  },
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
  { name: 'json', commands: ['inspect', 'why', 'ps', 'cache', 'plugins'], help: 'print JSON' },
  {
    name: 'timings',
    commands: ['prepare', 'build', 'run', 'fetch', 'push', 'pull'],
    help: 'print on standard error how long each stage took',
  },
  {
    name: 'quiet',
    short: 'q',
    commands: ALL,
    help: 'print no warnings and no progress',
  },
  {
    name: 'verbose',
    short: 'v',
    repeatable: true,
    commands: ALL,
    help: 'say what is done; two or three times for more',
  },
  { name: 'help', short: 'h', commands: ALL, help: 'print help and exit' },
  { name: 'version', short: 'V', commands: ALL, help: 'print the version and exit' },
];

/** The options that supermin 5 has: it takes each of them in either mode. */
export const SUPERMIN5_OPTIONS: ReadonlySet<string> = new Set([
  ...['output', 'format', 'size', 'if-newer', 'lock', 'copy-kernel', 'host-cpu'],
  ...['include-packagelist', 'use-installed', 'packager-config', 'verbose', 'help', 'version'],
]);

/** Words of supermin 5's command line that choose what to do. */
export const LEGACY_SWITCHES = ['prepare', 'build', 'list-drivers', 'names', 'dtb'] as const;

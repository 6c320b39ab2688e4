import type { Command } from '../command-names.ts';
import type { OptionSpec } from '../option-spec.ts';

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

/** The root that packages and files come from: a directory, a container image, repositories. */
export const ROOT_OPTIONS: readonly OptionSpec[] = [
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
    commands: [...FROM, 'fetch'],
    help: "run the packages' own scripts, in a VM of their own: for packages of --from or lock.json; adds the essential packages (prepare does only that; fetch gets what it takes)",
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
];

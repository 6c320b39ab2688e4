import type { BytePath } from '../../path/byte-path.ts';
import type {
  Configuration,
  ConfigurationStep,
  Installation,
  LayeredPackage,
} from '../../plugin/repository-contract.ts';
import { configureTools } from './errors.ts';
import { DISCARDED, EMPTIED } from './leftovers.ts';
import { newestOf } from './newest-of.ts';

/** Directory in the VM that no package has, for a package manager that installs into another root. */
const PLACE: BytePath = '/.supermin';

/** Where what `Installation` asks for is. */
export const PACKAGE_FILES: BytePath = `${PLACE}/packages`;
export const TARGET: BytePath = `${PLACE}/root`;
export const CONFIGURATION_FILE: BytePath = `${PLACE}/configuration`;

/** As chroot(8)'s users do: scripts find the kernel's filesystems, and nothing of them is in the root that comes back. */
const MOUNTS = [
  `for each in dev proc sys run; do mkdir -p ${TARGET}/$each`,
  `mount --rbind /$each ${TARGET}/$each || exit 1`,
  'done',
].join('; ');

/** To be run before the package manager. */
const MOUNT_STEP: ConfigurationStep = { argv: ['sh', '-c', MOUNTS] };

/** What is the package manager's own of an installation into another root. */
export interface OwnInstallation
  extends Pick<Installation, 'kept' | 'isFailure'>,
    Pick<Configuration, 'files' | 'steps' | 'discard'> {
  /** Programs that the steps and the way back take, and the package that has each. */
  programs: Programs;
  /** As of `Configuration`. */
  culprits(output: string, packages: readonly LayeredPackage[]): string[];
}

type Programs = readonly (readonly [program: string, name: string])[];

/**
 * For a package manager that knows no packages which are unpacked and not configured: it installs all of them into an empty root.
 *
 * @throws SuperminError `CONFIGURE_TOOLS`
 */
export function installElsewhere(
  packages: readonly LayeredPackage[],
  arch: string,
  { programs, files, steps, discard, kept, isFailure, culprits }: OwnInstallation,
): Configuration {
  requirePrograms(packages, arch, programs);
  return {
    environment: { LC_ALL: 'C.UTF-8', SOURCE_DATE_EPOCH: String(newestOf(packages)) },
    files,
    steps: [MOUNT_STEP, ...steps],
    discard: [...DISCARDED, ...discard],
    empty: EMPTIED,
    culprits: (output) => culprits(output, packages),
    install: { packageFiles: PACKAGE_FILES, target: TARGET, kept, isFailure },
  };
}

/** A command with all package files behind it; both of its outputs are one, as what failed is known by what was said before. */
export function withPackageFiles(argv: readonly string[]): ConfigurationStep {
  return { argv: ['sh', '-c', 'exec "$@" "$0"/* 2>&1', PACKAGE_FILES, ...argv] };
}

/** Where programs are; most distributions have links to the last two. */
const DIRECTORIES = ['/usr/bin', '/usr/sbin', '/bin', '/sbin'];

/**
 * Checks that packages have programs.
 *
 * @param programs and the package that has each
 * @throws SuperminError `CONFIGURE_TOOLS`
 */
export function requirePrograms(
  packages: readonly LayeredPackage[],
  arch: string,
  programs: Programs,
): void {
  const missing = programs.find(
    ([program]) =>
      !packages.some((each) =>
        DIRECTORIES.some((directory) => each.node(`${directory}/${program}`) !== undefined),
      ),
  );
  if (missing !== undefined) throw configureTools(arch, ...missing);
}

import { type BytePath, displayPath, SuperminError } from '@supermin/core';

// ------------------------------------------------------------------------------------------- QEMU

export function qemuMissing(machine: {
  arch: string;
  binaries: readonly string[];
  packages: string;
}): SuperminError {
  return new SuperminError(
    'QEMU_MISSING',
    `no QEMU for ${machine.arch} guests: ${machine.binaries.join(', ')} not found`,
    { hint: `install it (${machine.packages})` },
  );
}

/** KVM was asked for by name, so nothing else is tried. */
export function kvmUnusable(reason: string): SuperminError {
  return new SuperminError('KVM_UNUSABLE', `KVM cannot be used: ${reason}`, {
    hint: 'use --accel auto or --accel tcg to emulate the guest',
  });
}

// -------------------------------------------------------------------------------------------- run

/** An exit status for what kept the command from running, as of `timeout` and `env`. */
const NOT_STARTED = 125;

export function jobUnusable(reason: string): SuperminError {
  return new SuperminError('JOB_UNUSABLE', `the command cannot be given to the guest: ${reason}`, {
    exitStatus: NOT_STARTED,
  });
}

export function shareUnusable(reason: string): SuperminError {
  return new SuperminError('SHARE_UNUSABLE', `cannot share ${reason}`, { exitStatus: NOT_STARTED });
}

/**
 * @param guest what the guest's kernel can mount; undefined if that is not known
 * @param daemonProblem why virtiofsd cannot be run; undefined if it can
 */
export function shareImpossible(
  guest: ReadonlySet<string> | undefined,
  daemonProblem: string | undefined,
): SuperminError {
  const reasons = [
    daemonProblem,
    guest?.has('virtiofs') === false ? 'the kernel has no virtiofs module' : undefined,
    guest?.has('9p') === false ? 'the kernel has no 9p module' : undefined,
  ].filter((reason) => reason !== undefined);
  const hint =
    daemonProblem === undefined
      ? 'use a kernel with virtiofs or 9p: Debian linux-image-amd64, Fedora kernel-core, Arch linux'
      : daemonProblem.includes('architecture')
        ? 'use a kernel with 9p: Debian linux-image-amd64 and similar'
        : daemonProblem.includes('not installed')
          ? 'install virtiofsd: Debian 12 and Ubuntu 22.04 qemu-system-common, later ones, Fedora and Arch virtiofsd; ' +
            'or a kernel with 9p (Debian linux-image-amd64)'
          : daemonProblem.includes('user namespace')
            ? 'allow unprivileged user namespaces, use a kernel with 9p (Debian linux-image-amd64), or run as root'
            : 'install uidmap (Debian) or shadow-utils (Fedora) and give your user an entry in /etc/subuid and ' +
              '/etc/subgid, or use a kernel with 9p (Debian linux-image-amd64), or run as root';
  return new SuperminError(
    'SHARE_IMPOSSIBLE',
    `no way to share a directory: ${reasons.join('; ')}`,
    {
      hint,
      exitStatus: NOT_STARTED,
    },
  );
}

/** Without somebody on the host who refuses writes there is no read-only share: the guest's own mount can be changed there. */
export function readOnlyImpossible(directory: BytePath, reason: string): SuperminError {
  return new SuperminError(
    'SHARE_IMPOSSIBLE',
    `${displayPath(directory)} cannot be shared read-only: nothing on this host can refuse the guest's writes: ${reason}`,
    {
      hint:
        'install virtiofsd 1.13 or later, or use a kernel with 9p (Debian linux-image-amd64), or share it writable, ' +
        'or run as root with CAP_SYS_ADMIN',
      exitStatus: NOT_STARTED,
    },
  );
}

export function diskUnusable(file: BytePath, reason: string): SuperminError {
  const text = `${displayPath(file)} cannot be used as a disk: ${reason}`;
  return new SuperminError('DISK_UNUSABLE', text, {
    hint: 'specify an image file that you may read and write, or read with readOnly (:ro)',
    exitStatus: NOT_STARTED,
  });
}

export function portUnusable(what: string, reason: string): SuperminError {
  return new SuperminError('PORT_UNUSABLE', `cannot publish '${what}': ${reason}`, {
    exitStatus: NOT_STARTED,
  });
}

export function virtiofsdFailed(program: string, cause: unknown): SuperminError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SuperminError('SHARE_FAILED', `${program}: ${reason}`, {
    exitStatus: NOT_STARTED,
    cause,
  });
}

/** @param console the console's last lines, where they may tell why */
export function vmFailed(what: string, console: string, hint?: string): SuperminError {
  const text = console === '' ? what : `${what}; the console's last lines:\n${console}`;
  return new SuperminError('VM_FAILED', text, {
    hint: hint ?? (console === '' ? 'run again with -v to see the console' : undefined),
    exitStatus: NOT_STARTED,
  });
}

/** The guest says itself why no command ran; `status` is that of a shell: 126, 127, or 125 for the guest's own trouble. */
export function commandNotRun(status: number, reason: string): SuperminError {
  const code =
    status === 127 ? 'COMMAND_NOT_FOUND' : status === 126 ? 'COMMAND_NOT_EXECUTABLE' : 'VM_FAILED';
  return new SuperminError(code, reason, { exitStatus: status });
}

export function runTimedOut(seconds: number): SuperminError {
  return new SuperminError('RUN_TIMEOUT', `the VM was stopped after ${seconds} s (--timeout)`, {
    exitStatus: 124, // as timeout(1)
  });
}

// ---------------------------------------------------------------------------------------- appliance

/** @param list names */
export function packagesMissing(list: string, hint: string): SuperminError {
  return new SuperminError('PACKAGES_MISSING', `not installed on this machine: ${list}`, { hint });
}

export function commandMissing(command: BytePath, hint: string): SuperminError {
  const text = `there is no command '${displayPath(command)}' on this machine`;
  return new SuperminError('COMMAND_MISSING', text, { exitStatus: 127, hint });
}

export function notAProgram(path: BytePath): SuperminError {
  return new SuperminError('COMMAND_NOT_EXECUTABLE', `${displayPath(path)} is not executable`, {
    exitStatus: 126,
    hint: 'specify a file that may be executed',
  });
}

export function applianceFileMissing(directory: BytePath, name: string): SuperminError {
  return new SuperminError(
    'APPLIANCE_MISSING',
    `${displayPath(directory)}: there is no ${name} in this appliance`,
    { hint: "specify a directory that 'supermin build -f ext2' or 'supermin prepare' made" },
  );
}

export function cacheUnwritable(cache: BytePath, code: string, cause: unknown): SuperminError {
  return new SuperminError(
    'CACHE_WRITE',
    `cannot write to the cache ${displayPath(cache)} (${code})`,
    { hint: 'make room there, or set XDG_CACHE_HOME to another directory', cause },
  );
}

/** @param reason `no such directory to share` */
export function shareMissing(directory: BytePath, reason: string, cause: unknown): SuperminError {
  return new SuperminError('SHARE', `${displayPath(directory)}: ${reason}`, { cause });
}

// ------------------------------------------------------------------------------ appliance packages

const FORMAT = 'docs/appliance-packages.md describes appliance packages';

/** A word that is neither a path nor a name that npm allows. */
export function badSpecification(text: string): SuperminError {
  return new SuperminError(
    'APPLIANCE_PACKAGE_NAME',
    `'${displayPath(text)}' is not the name of a package`,
    { hint: 'a directory must begin with / or ./' },
  );
}

export function packageNotInstalled(name: string): SuperminError {
  return new SuperminError(
    'APPLIANCE_PACKAGE_MISSING',
    `the package ${name} is not installed beside this command`,
    { hint: `'npm install ${name}' there, or specify its directory: --appliance-package ./DIR` },
  );
}

export function noDirectory(directory: BytePath): SuperminError {
  return new SuperminError(
    'APPLIANCE_PACKAGE_MISSING',
    `${displayPath(directory)}: no such directory`,
  );
}

export function badManifest(directory: BytePath, what: string, cause?: unknown): SuperminError {
  return new SuperminError(
    'APPLIANCE_PACKAGE_MANIFEST',
    `${displayPath(directory)}/package.json: ${what}`,
    { hint: FORMAT, cause },
  );
}

export function missingFolder(directory: BytePath, folder: string): SuperminError {
  return new SuperminError(
    'APPLIANCE_PACKAGE_FOLDER',
    `${displayPath(directory)}: it has no directory ${displayPath(folder)}`,
    { hint: FORMAT },
  );
}

export function folderOutside(directory: BytePath, folder: string): SuperminError {
  return new SuperminError(
    'APPLIANCE_PACKAGE_FOLDER',
    `${displayPath(directory)}: the directory ${displayPath(folder)} lies outside the package`,
    { hint: FORMAT },
  );
}

export function badFile(path: BytePath, what: string): SuperminError {
  return new SuperminError('APPLIANCE_PACKAGE_FILE', `${displayPath(path)}: ${what}`, {
    hint: "put it into a tar archive in the appliance's directory",
  });
}

import { type BytePath, displayPath, SuperminError, thrownText } from '@supermin/core';
import { notStarted } from './exit-status.ts';

/** @param hint where there is something to do about it */
export function shareUnusable(reason: string, hint?: string): SuperminError {
  return notStarted('SHARE_UNUSABLE', `cannot share ${reason}`, { hint });
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
          : daemonProblem.includes('capability')
            ? 'start the container with it (podman and docker: --cap-add), or use a kernel with 9p (Debian linux-image-amd64)'
            : daemonProblem.includes('user namespace') && !daemonProblem.includes('/etc/sub')
              ? 'allow unprivileged user namespaces, use a kernel with 9p (Debian linux-image-amd64), or run as root'
              : 'install uidmap (Debian) or shadow-utils (Fedora) and give your user an entry in /etc/subuid and ' +
                '/etc/subgid, or use a kernel with 9p (Debian linux-image-amd64), or run as root';
  const text = `no way to share a directory: ${reasons.join('; ')}`;
  return notStarted('SHARE_IMPOSSIBLE', text, { hint });
}

/** Without somebody on the host who refuses writes there is no read-only share: the guest's own mount can be changed there. */
export function readOnlyImpossible(directory: BytePath, reason: string): SuperminError {
  const text = `${displayPath(directory)} cannot be shared read-only: nothing on this host can refuse the guest's writes: ${reason}`;
  return notStarted('SHARE_IMPOSSIBLE', text, {
    hint:
      'install virtiofsd 1.13 or later, or use a kernel with 9p (Debian linux-image-amd64), or share it writable, ' +
      'or run as root with CAP_SYS_ADMIN',
  });
}

export function hostRootImpossible(problem: string): SuperminError {
  const text = `this machine's root cannot be given to a VM: ${problem}; the kernel has no 9p module`;
  return notStarted('SHARE_IMPOSSIBLE', text, {
    hint: 'choose a kernel with 9p by --kernel: Debian linux-image-amd64, Arch linux, Ubuntu linux-modules-extra; or run as root',
  });
}

export function virtiofsdFailed(program: string, cause: unknown): SuperminError {
  return notStarted('SHARE_FAILED', `${program}: ${thrownText(cause)}`, { cause });
}

/** @param reason `no such directory to share` */
export function shareMissing(directory: BytePath, reason: string, cause: unknown): SuperminError {
  return new SuperminError('SHARE', `${displayPath(directory)}: ${reason}`, { cause });
}

import { posix } from 'node:path';
import { type BytePath, type Host, joinPath, localHost, parentPath } from '@supermin/core';
import { type Share, shareOf } from '../shares/shares.ts';
import { MAXIMUM_LINKS } from './find-program.ts';

/** The files of a VM that is not made yet: those of the host root, and above them the shares. */
export type GuestView = Pick<Host, 'lstat' | 'stat' | 'readlink' | 'open'>;

/** Paths are the VM's. */
export function guestView(
  host: Host,
  shares: readonly Pick<Share, 'directory' | 'mount'>[],
): GuestView {
  if (shares.length === 0) return host;
  const here = localHost();
  const place = (path: BytePath): [GuestView, BytePath] => {
    const share = shareOf(path, shares);
    if (share === undefined) return [host, path];
    return [here, joinPath(share.directory, path.slice(share.mount.length + 1))];
  };
  const view: GuestView = {
    lstat: (path) => called('lstat', path),
    readlink: (path) => called('readlink', path),
    open: (path) => called('open', path),
    // A link of a share leads where it would in the VM.
    stat(path) {
      let at = path;
      for (let links = 0; links < MAXIMUM_LINKS; links++) {
        if (shareOf(at, shares) === undefined) return host.stat(at);
        const status = view.lstat(at);
        if (status?.type !== 'symlink') return status;
        at = posix.resolve(parentPath(at), view.readlink(at));
      }
      return undefined;
    },
  };
  function called<K extends 'lstat' | 'readlink' | 'open'>(
    name: K,
    path: BytePath,
  ): ReturnType<GuestView[K]> {
    const [owner, at] = place(path);
    return owner[name](at) as ReturnType<GuestView[K]>;
  }
  return view;
}

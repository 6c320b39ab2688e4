import type { Host } from '../host/host.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { PristineFile } from '../plugin/contract.ts';

/**
 * A config file as it stands on the host; undefined if there is neither a file nor a link.
 *
 * @param path where it belongs in the appliance
 * @throws the system's error, `EACCES` where the user may not read it
 */
export function readInstalledFile(
  host: Host,
  path: BytePath,
  hostPath: BytePath = path,
): PristineFile | undefined {
  const status = host.lstat(hostPath);
  if (status === undefined) return undefined;
  const { mode, mtime, type } = status;
  if (type === 'symlink') return { path, mode, mtime, linkTarget: host.readlink(hostPath) };
  return type === 'file' ? { path, mode, mtime, bytes: host.readFile(hostPath) } : undefined;
}

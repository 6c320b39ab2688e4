import { SuperminError, systemErrorCode } from '../errors/supermin-error.ts';
import type { Host } from '../host/host.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';

/** The file of `--from FILE`. @param hint what it should be @throws SuperminError `FROM_FILE` */
export function readSourceFile(host: Host, path: BytePath, hint: string): string {
  try {
    return host.readFile(path).toString('utf8');
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    throw new SuperminError('FROM_FILE', `${displayPath(path)}: cannot be read (${code})`, {
      hint,
    });
  }
}

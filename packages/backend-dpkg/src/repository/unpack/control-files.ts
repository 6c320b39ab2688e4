import { readTar } from '@supermin/core/backend';

/** Files of a package's control.tar, by name: `control`, `conffiles`, `postinst`. One byte a character. */
export type ControlFiles = Readonly<Record<string, string>>;

/** Bytes of all of them: the largest md5sums have 3 MB. */
const LIMIT = 64 << 20;

/** Names that may be files of `/var/lib/dpkg/info`. */
const NAME = /^(?:\.\/)?([a-z0-9][a-z0-9_.-]*)$/i;

/** @param fault makes the error for what cannot be a package's */
export async function readControlFiles(
  chunks: AsyncIterable<Uint8Array>,
  fault: (problem: string) => Error,
): Promise<ControlFiles> {
  const files: Record<string, string> = {};
  let total = 0;
  for await (const member of readTar(chunks)) {
    if (member.type === 'directory') continue;
    const name = NAME.exec(member.name)?.[1];
    if (name === undefined || member.type !== 'file')
      throw fault(`odd control file ${member.name}`);
    const parts: Uint8Array[] = [];
    for await (const chunk of member.content) {
      total += chunk.length;
      if (total > LIMIT) throw fault(`control files of more than ${LIMIT} bytes`);
      parts.push(chunk);
    }
    files[name] = Buffer.concat(parts).toString('latin1');
  }
  return files;
}

/** Paths of conffiles that the package ships: a line with a flag in front is of one that it removes. */
export function conffilePaths({ conffiles = '' }: ControlFiles): Set<string> {
  return new Set(conffiles.split('\n').filter((line) => line.startsWith('/')));
}

import type { ByteReader } from './byte-reader.ts';

/** A member of a payload, whose content is still to be read, or skipped. */
export interface PayloadMember {
  /** Of the file in the header, where the format has only that. */
  index?: number;
  /** As the archive has it: `./usr/bin/bash`. */
  name?: string;
  /** Bytes of content; unknown where the format has only an index. */
  size?: number;
}

const TRAILER = 'TRAILER!!!';

/** Bytes of a name: PATH_MAX. */
const LONGEST = 4096;

/**
 * The next member of a cpio archive as rpm writes them; undefined at its end.
 *
 *     070701 and 13 numbers of 8 hexadecimal digits, the name     cpio(5), "newc"; 070702 with a checksum, which rpm leaves 0
 *     07070X and the number of the file in the header             for packages with files of 4 GB, since rpm 4.12
 */
export async function nextMember(
  reader: ByteReader,
  fault: (problem: string) => Error,
): Promise<PayloadMember | undefined> {
  const magic = (await reader.read(6)).toString('latin1');
  if (magic === '07070X') {
    const [index] = await numbers(reader, 1, fault);
    await reader.skip(2);
    return { index: index! };
  }
  if (magic !== '070701' && magic !== '070702') throw fault('its payload is no cpio archive');
  const fields = await numbers(reader, 13, fault);
  const [size, length] = [fields[6]!, fields[11]!];
  if (length < 1 || length > LONGEST) throw fault(`its payload has a name of ${length} bytes`);
  const name = (await reader.read(length)).toString('latin1', 0, length - 1);
  await reader.skip(padding(110 + length));
  return name === TRAILER ? undefined : { name, size };
}

/** Zeros up to a multiple of four. */
export function padding(length: number): number {
  return (4 - (length % 4)) % 4;
}

async function numbers(
  reader: ByteReader,
  count: number,
  fault: (problem: string) => Error,
): Promise<number[]> {
  const text = (await reader.read(8 * count)).toString('latin1');
  if (!/^[0-9a-fA-F]*$/.test(text)) throw fault('its payload is damaged');
  return Array.from({ length: count }, (_, at) =>
    Number.parseInt(text.slice(8 * at, 8 * at + 8), 16),
  );
}

import { readExtSuperblock } from '@supermin/boot';
import type { BytePath } from '@supermin/core';
import { readContent } from '@supermin/core/writer';
import { noUuid } from '../errors.ts';

const MAGIC = 0x5146_49fb;
const L1_OFFSET_AT = 40;

/** Of an entry of a table: the offset in the file. An uncompressed cluster has none of the other bits but the first. */
const OFFSET = 0x00ff_ffff_ffff_fe00n;
const COMPRESSED = 1n << 62n;

/**
 * The UUID of the filesystem in a qcow2 file, as `blkid` spells it: of its first cluster, which the first entries of the tables lead to.
 *
 * @throws SuperminError `OCI_DISK`; system errors
 */
export function rootUuid(image: BytePath): string {
  const content = { kind: 'path', path: image } as const;
  const number = (at: number): bigint => {
    const bytes = readContent(content, at, 8);
    if (bytes.length < 8) throw noUuid(image);
    return bytes.readBigUInt64BE();
  };
  if (Number(number(0) >> 32n) !== MAGIC) throw noUuid(image);
  const l2 = number(Number(number(L1_OFFSET_AT))) & OFFSET;
  const entry = number(Number(l2));
  if (l2 === 0n || (entry & COMPRESSED) !== 0n) throw noUuid(image);
  const part = { kind: 'part', path: image, offset: Number(entry & OFFSET) } as const;
  const { uuid } = readExtSuperblock(part) ?? {};
  if (uuid === undefined) throw noUuid(image);
  return uuid;
}

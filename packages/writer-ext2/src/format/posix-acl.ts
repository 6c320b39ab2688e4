const XATTR_VERSION = 2;
const DISK_VERSION = 1;
/** Entries that name a user or a group, and so carry an id. */
const TAG_USER = 0x02;
const TAG_GROUP = 0x08;

/**
 * A POSIX ACL from the form that programs see (version 2, 8 bytes an entry: tag, permissions, id) to the one on disk
 * (version 1, 4 bytes for the entries that need no id). Undefined if it is not such an ACL.
 */
export function encodePosixAcl(value: Uint8Array): Uint8Array | undefined {
  const source = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (source.length < 4 || (source.length - 4) % 8 !== 0) return undefined;
  if (source.readUInt32LE(0) !== XATTR_VERSION) return undefined;
  const target = Buffer.alloc(source.length);
  target.writeUInt32LE(DISK_VERSION, 0);
  let cursor = 4;
  for (let at = 4; at < source.length; at += 8) {
    const tag = source.readUInt16LE(at);
    const size = tag === TAG_USER || tag === TAG_GROUP ? 8 : 4;
    source.copy(target, cursor, at, at + size);
    cursor += size;
  }
  return target.subarray(0, cursor);
}

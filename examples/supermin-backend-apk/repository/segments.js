import { inflateRawSync } from 'node:zlib';
import { readTar } from '@supermin/core/backend';

/** Bytes that a segment may have, unpacked: Alpine's largest index has 15 MB. */
const LIMIT = 256 << 20;

/** Which optional fields a gzip header has: RFC 1952, section 2.3. */
const [CHECKSUM, EXTRA, NAME, COMMENT] = [2, 4, 8, 16];

/**
 * One of several gzip streams that stand one behind the other, as in all files of apk 2: signature, what is signed, more.
 *
 * @param {Buffer} bytes
 * @param {number} start
 * @returns {{ content: Buffer, end: number } | undefined} undefined for what is none
 */
export function segmentAt(bytes, start) {
  if (bytes.length < start + 18 || bytes.readUInt16BE(start) !== 0x1f8b || bytes[start + 2] !== 8) {
    return undefined;
  }
  try {
    const from = headerEnd(bytes, start);
    const { buffer, engine } = inflateRawSync(bytes.subarray(from), {
      info: true,
      maxOutputLength: LIMIT,
    });
    // The checksum and the size follow.
    const end = from + engine.bytesWritten + 8;
    const isWhole = end <= bytes.length && bytes.readUInt32LE(end - 4) === buffer.length % 2 ** 32;
    return isWhole ? { content: buffer, end } : undefined;
  } catch {
    return undefined;
  }
}

function headerEnd(bytes, start) {
  const flags = bytes[start + 3];
  let at = start + 10;
  if (flags & EXTRA) at += 2 + bytes.readUInt16LE(at);
  for (const flag of [NAME, COMMENT]) if (flags & flag) at = bytes.indexOf(0, at) + 1;
  return flags & CHECKSUM ? at + 2 : at;
}

/** The files of a segment, which is a tar archive, perhaps without an end. @returns {Promise<Map<string, Buffer>>} */
export async function filesOf(content) {
  const files = new Map();
  for await (const member of readTar(withEnd(content))) {
    const chunks = [];
    for await (const chunk of member.content) chunks.push(chunk);
    if (member.type === 'file') files.set(member.name, Buffer.concat(chunks));
  }
  return files;
}

async function* withEnd(content) {
  yield content;
  yield Buffer.alloc(1024);
}

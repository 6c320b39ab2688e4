import { type EncoderOptions, NewcEncoder, type NewcEntry } from './encoder.ts';

/** An entry with its content: a file's bytes, or a link's target (a byte string, one byte a character). */
export interface ArchiveMember extends Omit<NewcEntry, 'size'> {
  content?: Uint8Array | string;
}

/** A small archive in memory: `encodeArchive([{ name: 'init', type: 'file', mode: 0o755, content: bytes }])`. */
export function encodeArchive(
  members: Iterable<ArchiveMember>,
  options: EncoderOptions = {},
): Buffer {
  const chunks: Buffer[] = [];
  // The encoder reuses its buffer: a copy is kept.
  const encoder = new NewcEncoder((chunk) => chunks.push(Buffer.from(chunk)), options);
  for (const { content = '', ...entry } of members) {
    encoder.add(entry, typeof content === 'string' ? Buffer.from(content, 'latin1') : content);
  }
  encoder.finish();
  return Buffer.concat(chunks);
}

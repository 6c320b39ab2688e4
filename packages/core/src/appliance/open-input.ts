import type { BytePath } from '../path/byte-path.ts';
import { CLASSIFY_BYTES, classify, type InputKind } from './classify.ts';
import type { Compression } from './compression.ts';
import { compressionOf, readDecompressed } from './decompress.ts';
import type { Ahead, Whole } from './read-ahead.ts';

/** An input of a build whose kind is known, and whose bytes are still to come. */
export interface OpenInput {
  file: BytePath;
  compression: Compression;
  kind: InputKind;
  /** All of it, decompressed. */
  content: AsyncIterable<Buffer>;
  /** To be called whether its content was taken or not: there may be a file, or a program. */
  close(): Promise<void>;
}

/** @throws SuperminError `INPUT_UNREADABLE`, `APPLIANCE_COMPRESSION`, `PROGRAM_MISSING` */
export async function openInput(
  file: BytePath,
  ahead: Ahead,
  signal: AbortSignal,
): Promise<OpenInput> {
  const whole = ahead.get(file);
  if (whole?.head !== undefined) {
    const { compression } = whole;
    const content = contentOf(whole, file, signal);
    return { file, compression, kind: classify(whole.head), content, close: ending(content) };
  }
  const compression = compressionOf(file);
  const chunks = readDecompressed(file, compression, signal);
  const close = ending(chunks);
  try {
    const head = await peek(chunks);
    return { file, compression, kind: classify(head), content: prepend(head, chunks), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function ending(chunks: AsyncGenerator<Buffer>): () => Promise<void> {
  return async () => {
    await chunks.return(undefined);
  };
}

/** What could not be unpacked in one piece is read again, by what has the words for it. */
async function* contentOf(
  whole: Whole,
  file: BytePath,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const content = await whole.content;
  if (content === undefined) yield* readDecompressed(file, whole.compression, signal);
  else if (content.length > 0) yield content;
}

async function peek(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < CLASSIFY_BYTES) {
    const { value, done } = await chunks.next();
    if (done) break;
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  return head;
}

async function* prepend(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* rest;
}

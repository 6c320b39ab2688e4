import { ElfFile } from './elf.ts';

/** What scripts/sign-file of the kernel puts behind a module. */
const SIGNED = '~Module signature appended~\n';

/** Bytes that it takes to tell what a file is: the larger one of the ELF headers. */
const HEADER = 64;

/** No module has more. */
const LARGEST = 256 << 20;

/** Modules that follow each other in a stream, as several compressed ones come out of one program. */
export async function* splitModules(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let length = 0;
  /** Bytes that it takes before another look makes sense. */
  let needed = HEADER;
  for await (const chunk of chunks) {
    waiting.push(chunk as Buffer);
    length += chunk.length;
    while (length >= needed && length > 0) {
      const bytes = Buffer.concat(waiting);
      const end = moduleEnd(bytes);
      if (typeof end === 'object') {
        waiting = [bytes];
        needed = end.needed;
        break;
      }
      yield bytes.subarray(0, end);
      waiting = [bytes.subarray(end)];
      length -= end;
      needed = HEADER;
    }
    if (length > LARGEST) return;
  }
  if (length > 0) yield Buffer.concat(waiting);
}

/** Where the first module ends, or how many bytes it takes to tell. */
function moduleEnd(bytes: Buffer): number | { needed: number } {
  const elf = ElfFile.open(bytes);
  if (elf === undefined) return { needed: Number.POSITIVE_INFINITY };
  const { length } = elf;
  // Its section headers are its end: without any this cannot be told.
  if (length < HEADER) return { needed: Number.POSITIVE_INFINITY };
  // One byte of what is behind it tells whether there is a signature.
  if (bytes.length <= length) return { needed: length + 1 };
  if (bytes[length] === 0x7f) return length;
  const signature = bytes.indexOf(SIGNED, length, 'latin1');
  return signature < 0 ? { needed: bytes.length + 1 } : signature + SIGNED.length;
}

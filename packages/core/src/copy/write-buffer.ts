import { writeSync } from 'node:fs';

/**
 * Bytes that are gathered before they are written: smaller costs system calls; larger, and the page cache takes pieces so
 * large that the kernel has to look for them, or to get them back from a virtual machine's host.
 */
export const WRITE_BUFFER_SIZE = 1 << 19;

/**
 * Gathers bytes that follow each other in a file into large writes; one buffer for all of them. What is passed over
 * is never written: it stays a hole.
 */
export class WriteBuffer {
  readonly buffer: Buffer;
  /** The same memory. A buffer's own `fill` looks at its arguments for longer than most files' last blocks take. */
  readonly #bytes: Uint8Array;
  /** Bytes of the buffer that wait to be written. */
  fill = 0;
  /** Offset in the file of the buffer's first byte. */
  #start = 0;

  /** @param zeroed keep the free part of the buffer zero, for encoders that rely on it */
  constructor(
    readonly fd: number,
    private readonly zeroed = false,
  ) {
    this.buffer = zeroed
      ? Buffer.alloc(WRITE_BUFFER_SIZE)
      : Buffer.allocUnsafeSlow(WRITE_BUFFER_SIZE);
    this.#bytes = new Uint8Array(this.buffer.buffer, this.buffer.byteOffset, WRITE_BUFFER_SIZE);
  }

  get room(): number {
    return WRITE_BUFFER_SIZE - this.fill;
  }

  /** Makes `offset` of the file the place of the next byte. */
  seek(offset: number): void {
    if (offset === this.#start + this.fill) return;
    this.flush();
    this.#start = offset;
  }

  /** Adds zeros up to the next multiple of `alignment`, which divides the buffer's size. */
  pad(alignment: number): void {
    const end = Math.ceil(this.fill / alignment) * alignment;
    if (end > this.fill) this.#bytes.fill(0, this.fill, end);
    this.fill = end;
  }

  flush(): void {
    writeAll(this.fd, this.buffer, this.fill, this.#start);
    if (this.zeroed) this.#bytes.fill(0, 0, this.fill);
    this.#start += this.fill;
    this.fill = 0;
  }
}

/** Writes `length` bytes at `position`, however many calls that takes. */
export function writeAll(fd: number, buffer: Uint8Array, length: number, position: number): void {
  let written = 0;
  while (written < length) {
    written += writeSync(fd, buffer, written, length - written, position + written);
  }
}

/** Joins small pieces into such of this many bytes: each one costs a step of a stream, and one of another thread. */
export async function* gathered(
  chunks: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<Uint8Array> {
  let waiting = Buffer.allocUnsafe(size);
  let fill = 0;
  for await (const chunk of chunks) {
    for (let offset = 0; offset < chunk.length; ) {
      const count = Math.min(chunk.length - offset, size - fill);
      waiting.set(chunk.subarray(offset, offset + count), fill);
      fill += count;
      offset += count;
      if (fill < size) continue;
      yield waiting;
      // Whoever got it may keep it.
      waiting = Buffer.allocUnsafe(size);
      fill = 0;
    }
  }
  if (fill > 0) yield waiting.subarray(0, fill);
}

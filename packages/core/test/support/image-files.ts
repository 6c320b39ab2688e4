import type { ImageFiles } from '../../src/container-image/image-files.ts';
import { type Json, sha256Of } from './images.ts';

/** Files of an image in memory: their texts by their names. */
export function memoryFiles(texts: Readonly<Record<string, string>>): ImageFiles {
  const bytesOf = (name: string) => {
    const text = texts[name];
    return text === undefined ? undefined : Buffer.from(text);
  };
  return {
    size: (name) => bytesOf(name)?.length,
    read: (name, limit) => bytesOf(name)!.subarray(0, limit),
    async *stream(name) {
      yield bytesOf(name)!;
    },
    close: () => {},
  };
}

/** A layout in memory, to which documents are added one by one. */
export class MemoryLayout {
  readonly texts: Record<string, string> = { 'oci-layout': '{"imageLayoutVersion":"1.0.0"}' };
  readonly files = memoryFiles(this.texts);

  /** @returns its descriptor */
  put(mediaType: string, value: unknown, more = {}): Json {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    const hex = sha256Of(Buffer.from(text));
    this.texts[`blobs/sha256/${hex}`] = text;
    return { mediaType, digest: `sha256:${hex}`, size: Buffer.byteLength(text), ...more };
  }

  index(...manifests: Json[]): this {
    this.texts['index.json'] = JSON.stringify({ schemaVersion: 2, manifests });
    return this;
  }
}

/** What `stream` gives, as text. */
export async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

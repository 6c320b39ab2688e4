import type { Content, CopyRequest, FileNode } from '@supermin/core/writer';
import { NewcEncoder } from '@supermin/newc';
import type { ArchivePlan } from './archive-plan.ts';

/** Content in memory up to here stands among the headers: one piece less to copy. */
const SMALL = 16 << 10;

/** Archives are filled up to a multiple of this. */
const PADDING = 512;

/** The headers' place in the list of sources. */
const HEADERS = 0;

/**
 * Where all bytes of an archive come from, in the order in which they stand in it:
 *
 *     headers, from shared memory │ a file of the host │ headers │ another file │ ...
 *
 * The memory is a tenth of a kilobyte for each entry.
 *
 * @throws NewcError for what the format cannot hold
 */
export function layOut(plan: ArchivePlan): CopyRequest {
  const headers = Buffer.from(new SharedArrayBuffer(headerBytes(plan)));
  const extents = new ExtentList();
  const sources: Content[] = [{ kind: 'bytes', bytes: headers }];
  let filled = 0;
  const encoder = new NewcEncoder((chunk) => {
    headers.set(chunk, filled);
    extents.add(HEADERS, filled, chunk.length);
    filled += chunk.length;
  });
  for (const { node, entry } of plan.entries) {
    const size = encoder.begin(entry);
    if (size === 0) continue;
    if (node.type === 'symlink') encoder.write(Buffer.from(node.target, 'latin1'));
    else if (node.type === 'file' && isSmall(node)) encoder.write(node.content.bytes);
    else if (node.type === 'file') {
      encoder.skip(size);
      extents.add(sources.length, 0, size);
      sources.push(node.content);
    }
  }
  encoder.finish();
  return { extents: extents.done(), sources, alignment: 1 };
}

/** Of all that the encoder writes itself, at most: the padding at the end depends on what is left out. */
function headerBytes({ entries, length, bytes }: ArchivePlan): number {
  let small = 0;
  // A file with several names counts too often, which does no harm.
  for (const { node } of entries) if (node.type === 'file' && isSmall(node)) small += node.size;
  return length - bytes + small + PADDING;
}

function isSmall(node: FileNode): node is FileNode & { content: { kind: 'bytes' } } {
  // Of content that is not as long as it should be, the copying says so.
  return (
    node.content.kind === 'bytes' && node.size <= SMALL && node.content.bytes.length === node.size
  );
}

class ExtentList {
  readonly #source: number[] = [];
  readonly #sourceOffset: number[] = [];
  readonly #length: number[] = [];

  add(source: number, sourceOffset: number, length: number): void {
    this.#source.push(source);
    this.#sourceOffset.push(sourceOffset);
    this.#length.push(length);
  }

  /** One behind the other. */
  done(): CopyRequest['extents'] {
    const length = Float64Array.from(this.#length);
    const offset = new Float64Array(length.length);
    for (let extent = 1; extent < length.length; extent++) {
      offset[extent] = offset[extent - 1]! + length[extent - 1]!;
    }
    return {
      count: length.length,
      offset,
      length,
      source: Uint32Array.from(this.#source),
      sourceOffset: Float64Array.from(this.#sourceOffset),
    };
  }
}

import type { ContentKeeper } from '../../appliance/base-archive.ts';
import type { Allowance } from '../../layers/allowance.ts';
import type { LayerEntry } from '../../layers/layer-entry.ts';
import type { BytePath } from '../../path/byte-path.ts';
import type { InspectContext } from '../../plugin/inspect-contract.ts';
import type { FileTree } from '../../tree/file-tree.ts';
import type { Content } from '../../tree/node.ts';

/** In the place of a path: the offset is a number of `KeptContents`. */
const NUMBERED = '';

/**
 * Keeps what is in layers with the context of whoever inspects them. Entries of layers have room for an offset and no more, so until
 * they are nodes of a tree, contents are known by a number.
 */
export class KeptContents implements ContentKeeper {
  readonly #all: Content[] = [];
  /** Bytes in the archive of those that have holes, by their numbers. */
  readonly #sparse = new Map<number, number>();

  /** @param allowance what all of them may have */
  constructor(
    private readonly context: Pick<InspectContext, 'keep' | 'keepSparse'>,
    private readonly allowance: Allowance,
    private readonly name: BytePath,
  ) {}

  async keep(chunks: AsyncIterable<Uint8Array>, size: number): Promise<Content> {
    this.allowance.spend(size, this.name);
    return this.#add(await this.context.keep(chunks, size));
  }

  async keepSparse(
    chunks: AsyncIterable<Uint8Array>,
    size: number,
    ranges: Float64Array,
  ): Promise<Content> {
    this.allowance.spend(size, this.name);
    let archived = 0;
    for (let at = 0; at < ranges.length; at += 2) archived += ranges[at + 1]! - ranges[at]!;
    this.#sparse.set(this.#all.length, archived);
    return this.#add(await this.context.keepSparse(chunks, size, ranges));
  }

  /** Bytes of an entry's content in its archive. */
  archivedBytes(entry: LayerEntry): number {
    if (entry[1] !== 'f') return 0;
    return this.#sparse.get(entry.at(-1) as number) ?? (entry.at(-2) as number);
  }

  /** Gives the files of a tree that was made of the entries their contents. */
  putBack(tree: FileTree): void {
    for (const node of tree.files()) {
      const { content } = node;
      if (content.kind !== 'part' || content.path !== NUMBERED) continue;
      node.content = this.#all[content.offset]!;
    }
  }

  #add(content: Content): Content {
    return { kind: 'part', path: NUMBERED, offset: this.#all.push(content) - 1 };
  }
}

import { encodeVarint } from './encode-record.ts';

export const PAGE = 4096;

/** The header of the file, in the first page. */
export const FILE_HEADER = 100;

/** How much of a payload stays in a cell: section 1.6 of sqlite's file format. */
const LEAST = Math.floor(((PAGE - 12) * 32) / 255) - 23;
const MOST = { table: PAGE - 35, index: Math.floor(((PAGE - 12) * 64) / 255) - 23 } as const;

export type TreeKind = keyof typeof MOST;

const TYPES = {
  table: { leaf: 0x0d, interior: 0x05 },
  index: { leaf: 0x0a, interior: 0x02 },
} as const;

/** The pages of a file, numbered from 1; the first one is reserved. */
export class Pages {
  readonly #pages: Buffer[] = [Buffer.alloc(PAGE)];

  get count(): number {
    return this.#pages.length;
  }

  add(page: Buffer): number {
    return this.#pages.push(page);
  }

  /** The first page, with the root of the schema. */
  first(): Buffer {
    return this.#pages[0]!;
  }

  /** Length and beginning of a payload as a cell has them; the rest goes into overflow pages. */
  payload(kind: TreeKind, bytes: Buffer, between: Buffer = Buffer.alloc(0)): Buffer {
    const head = Buffer.concat([encodeVarint(bytes.length), between]);
    if (bytes.length <= MOST[kind]) return Buffer.concat([head, bytes]);
    const rest = LEAST + ((bytes.length - LEAST) % (PAGE - 4));
    const local = rest <= MOST[kind] ? rest : LEAST;
    const next = Buffer.alloc(4);
    next.writeUInt32BE(this.#overflow(bytes, local));
    return Buffer.concat([head, bytes.subarray(0, local), next]);
  }

  concat(): Buffer {
    return Buffer.concat(this.#pages);
  }

  /** @returns the number of the first page */
  #overflow(bytes: Buffer, from: number): number {
    const first = this.#pages.length + 1;
    for (let at = from; at < bytes.length; at += PAGE - 4) {
      const page = Buffer.alloc(PAGE);
      if (at + PAGE - 4 < bytes.length) page.writeUInt32BE(this.#pages.length + 2, 0);
      bytes.copy(page, 4, at, at + PAGE - 4);
      this.#pages.push(page);
    }
    return first;
  }
}

/** Cells, and of an interior page the last child, which has none. */
export interface PageContent {
  cells: readonly Buffer[];
  last: number | undefined;
}

/**
 * Fills a page of a b-tree.
 *
 *     type, free blocks, cells, start of the cells, 0     8 bytes; of an interior page 4 more, the last child
 *     offsets of the cells
 *     ...
 *     cells, the first at the end
 *
 * @param start where it begins: the first page has the header of the file in front
 */
export function fillPage(
  page: Buffer,
  kind: TreeKind,
  { cells, last }: PageContent,
  start = 0,
): void {
  const head = last === undefined ? 8 : 12;
  let top = PAGE;
  for (const [at, cell] of cells.entries()) {
    top -= cell.length;
    cell.copy(page, top);
    page.writeUInt16BE(top, start + head + 2 * at);
  }
  page[start] = last === undefined ? TYPES[kind].leaf : TYPES[kind].interior;
  page.writeUInt16BE(cells.length, start + 3);
  page.writeUInt16BE(top, start + 5);
  if (last !== undefined) page.writeUInt32BE(last, start + 8);
}

/** Bytes for cells, and the two of each one's offset. */
export function roomOf(isLeaf: boolean, isFirst: boolean): number {
  return PAGE - (isLeaf ? 8 : 12) - (isFirst ? FILE_HEADER : 0);
}

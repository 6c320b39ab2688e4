import { encodeVarint } from './encode-record.ts';
import { FILE_HEADER, fillPage, PAGE, type Pages, roomOf, type TreeKind } from './pages.ts';

/** Something that a tree holds, in its order. */
export interface TreeEntry {
  /** As it lies in a leaf. */
  cell: Buffer;
  /** Number of the row, in a table. */
  row: number;
}

/** A page, and what stands between it and the next one. */
interface Child {
  page: number;
  separator: Buffer;
}

/**
 * Makes a b-tree of entries that are sorted already, from the leaves up.
 *
 * In a table all rows are in leaves, and interior pages have the highest row of each child; in an index, what stands between two
 * children is an entry itself.
 *
 * @param isFirst the root is the first page, behind the header of the file
 * @returns the number of its root
 */
export function buildTree(
  pages: Pages,
  kind: TreeKind,
  entries: readonly TreeEntry[],
  isFirst = false,
): number {
  const fits = entries.reduce((sum, { cell }) => sum + cell.length + 2, 0) <= roomOf(true, isFirst);
  if (fits) {
    const cells = entries.map(({ cell }) => cell);
    return putRoot(pages, kind, { cells, last: undefined, isFirst });
  }
  let children = makeLeaves(pages, kind, entries);
  for (;;) {
    const cells = children.slice(0, -1).map(interiorCell);
    const size = cells.reduce((sum, cell) => sum + cell.length + 2, 0);
    if (size <= roomOf(false, isFirst)) {
      return putRoot(pages, kind, { cells, last: children.at(-1)!.page, isFirst });
    }
    children = makeInterior(pages, kind, children);
  }
}

function putRoot(
  pages: Pages,
  kind: TreeKind,
  { cells, last, isFirst }: { cells: Buffer[]; last: number | undefined; isFirst: boolean },
): number {
  if (isFirst) {
    fillPage(pages.first(), kind, { cells, last }, FILE_HEADER);
    return 1;
  }
  const page = Buffer.alloc(PAGE);
  fillPage(page, kind, { cells, last });
  return pages.add(page);
}

function makeLeaves(pages: Pages, kind: TreeKind, entries: readonly TreeEntry[]): Child[] {
  const children: Child[] = [];
  const groups = split(
    entries,
    ({ cell }) => cell.length + 2,
    roomOf(true, false),
    kind === 'index' ? 1 : undefined,
  );
  for (const { items, between } of groups) {
    const page = Buffer.alloc(PAGE);
    fillPage(page, kind, { cells: items.map(({ cell }) => cell), last: undefined });
    const separator =
      kind === 'index' ? (between?.cell ?? Buffer.alloc(0)) : encodeVarint(items.at(-1)!.row);
    children.push({ page: pages.add(page), separator });
  }
  return children;
}

function makeInterior(pages: Pages, kind: TreeKind, below: readonly Child[]): Child[] {
  // The last child of each page has no cell in it: what separates it goes up. sqlite takes no page without cells.
  const groups = split(below, ({ separator }) => 4 + separator.length + 2, roomOf(false, false), 2);
  return groups.map(({ items, between }) => {
    const last = between ?? items.at(-1)!;
    const cells = (between === undefined ? items.slice(0, -1) : items).map(interiorCell);
    const page = Buffer.alloc(PAGE);
    fillPage(page, kind, { cells, last: last.page });
    return { page: pages.add(page), separator: last.separator };
  });
}

function interiorCell({ page, separator }: Child): Buffer {
  const child = Buffer.alloc(4);
  child.writeUInt32BE(page);
  return Buffer.concat([child, separator]);
}

/**
 * Groups that fit into a page.
 *
 * @param least with one item between each two groups: how many the last has to have
 */
function split<T>(
  items: readonly T[],
  sizeOf: (item: T) => number,
  room: number,
  least: number | undefined,
): { items: T[]; between?: T }[] {
  const groups: { items: T[]; between?: T }[] = [];
  for (let start = 0; ; ) {
    let end = start;
    for (let free = room; end < items.length; end++) {
      free -= sizeOf(items[end]!);
      if (free < 0) break;
    }
    if (end === items.length) return [...groups, { items: items.slice(start) }];
    if (least === undefined) {
      groups.push({ items: items.slice(start, end) });
      start = end;
    } else {
      end = Math.min(end, items.length - least - 1);
      groups.push({ items: items.slice(start, end), between: items[end]! });
      start = end + 1;
    }
  }
}

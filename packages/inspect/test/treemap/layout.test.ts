import { describe, expect, it } from 'vitest';
import type { SizeNode } from '../../src/treemap/hierarchy.ts';
import { type Cell, hasTitle, layOut, sumOf, TITLE } from '../../src/treemap/layout.ts';

/** A part; its children, or how many bytes it has. */
function node(name: string, ...parts: (SizeNode | number)[]): SizeNode {
  const children = parts.filter((part) => typeof part !== 'number');
  const bytes = parts
    .filter((part) => typeof part === 'number')
    .reduce((sum, part) => sum + part, 0);
  return { name, bytes, kind: 'package', children };
}

const tell = ({ name, bytes, children }: SizeNode): unknown[] => [
  ...[name, bytes],
  ...children.map(tell),
];

const told = (cell: Cell) => tell(cell.data);

const placeOf = ({ x0, y0, x1, y1 }: Cell) => [x0, y0, x1, y1];

/** 400 square pixels for 100 bytes: 10 bytes have 40, which is what can be seen. */
const SMALL = { width: 40, height: 10 };

describe('sumOf', () => {
  it('is a part’s own bytes and those of all that is in it', () => {
    expect(sumOf(node('a', 1, node('b', 2), node('c', 4, node('d', 8))))).toBe(15);
    expect(sumOf(node('a', 7))).toBe(7);
  });
});

describe('what is too small to be seen', () => {
  it('becomes one with its like; what can just be seen does not', () => {
    const root = node('root', node('a', 72), node('b', 10), node('c', 9), node('d', 9));
    expect(told(layOut(root, SMALL))).toEqual([
      ...['root', 0],
      ['a', 72],
      ['b', 10],
      ['2 smaller', 18],
    ]);
  });

  it('keeps its name, if it is alone', () => {
    const root = node('root', node('a', 91), node('b', 9));
    expect(told(layOut(root, SMALL))).toEqual(['root', 0, ['a', 91], ['b', 9]]);
  });

  it('is of the kind of what it is in, and has nothing in it', () => {
    const small = { ...node('b', node('c', 3), 6), kind: 'overhead' } as const;
    const [, rest] = layOut(node('root', node('a', 91), small), SMALL).children!;
    expect(rest!.data).toEqual({ name: 'b', bytes: 9, kind: 'package', children: [] });
  });

  it('makes what has nothing else a leaf, with all of the bytes', () => {
    const crumbs = node('a', 5, node('b', 9), node('c', 3, node('d', 4)));
    const root = node('root', crumbs, node('e', 79));
    expect(told(layOut(root, SMALL))).toEqual(['root', 0, ['a', 21], ['e', 79]]);
  });

  it('is looked for at every depth', () => {
    const deep = node('b', 1, node('c', 40), node('d', 5), node('e', 4));
    const root = node('root', node('a', deep, node('f', 50)));
    expect(told(layOut(root, SMALL))).toEqual([
      ...['root', 0],
      ['a', 0, ['b', 1, ['c', 40], ['2 smaller', 9]], ['f', 50]],
    ]);
  });

  it('is less of a larger picture', () => {
    const root = node('root', node('a', 91), node('b', 5), node('c', 4));
    expect(told(layOut(root, { width: 40, height: 30 }))).toEqual(tell(root));
  });
});

describe('where everything comes', () => {
  it('the whole picture for the whole, with a line of its own above', () => {
    const root = node('root', node('a', 1));
    const cell = layOut(root, { width: 200, height: 100 });
    expect(placeOf(cell)).toEqual([0, 0, 200, 100]);
    expect(placeOf(cell.children![0]!)).toEqual([0, 1, 200, 100]);
  });

  it('the largest first, each by its bytes, a pixel between them', () => {
    const root = node('root', node('small', 100), node('large', 300));
    const cell = layOut(root, { width: 400, height: 101 });
    const [large, small] = cell.children!;
    expect([large!.data.name, small!.data.name]).toEqual(['large', 'small']);
    expect([large!.value, small!.value, cell.value]).toEqual([300, 100, 400]);
    expect(placeOf(large!)).toEqual([0, 1, 300 - 0.25, 101]);
    expect(placeOf(small!)).toEqual([300 + 0.75, 1, 400, 101]);
  });

  it('in a frame its title first, and a pixel around what is in it', () => {
    const root = node('root', node('a', node('b', 1)));
    const [frame] = layOut(root, { width: 34, height: 37 }).children!;
    expect(placeOf(frame!)).toEqual([0, 1, 34, 37]);
    expect(placeOf(frame!.children![0]!)).toEqual([1, 1 + TITLE, 33, 36]);
    const [narrow] = layOut(root, { width: 33, height: 37 }).children!;
    expect(placeOf(narrow!.children![0]!)).toEqual([1, 2, 32, 36]);
  });

  it('nothing outside of what it is in, nothing above another, however deep', () => {
    const files = (count: number) =>
      Array.from({ length: count }, (_, index) => node(`f${index}`, 10 + index ** 3));
    const root = node(
      'root',
      node('a', 50, node('b', ...files(12)), node('c', node('d', ...files(5)), ...files(3))),
      ...files(9),
    );
    const cells = layOut(root, { width: 500, height: 300 }).descendants();
    expect(cells.length).toBeGreaterThan(20);
    for (const cell of cells) {
      const { children = [] } = cell;
      for (const [index, a] of children.entries()) {
        expect(a.x0).toBeGreaterThanOrEqual(cell.x0);
        expect(a.y0).toBeGreaterThanOrEqual(cell.y0 + 1);
        expect(a.x1).toBeLessThanOrEqual(cell.x1);
        expect(a.y1).toBeLessThanOrEqual(cell.y1);
        for (const b of children.slice(index + 1)) {
          expect(a.x1 <= b.x0 || b.x1 <= a.x0 || a.y1 <= b.y0 || b.y1 <= a.y0).toBe(true);
        }
      }
    }
  });
});

describe('hasTitle', () => {
  const cellOf = (width: number, height: number, children: unknown = []) =>
    ({ x0: 10, x1: 10 + width, y0: 20, y1: 20 + height, children }) as Cell;

  it.each([
    [34, 36, true],
    [500, 500, true],
    [33.9, 36, false],
    [34, 35.9, false],
    [500, 20, false],
  ])('a frame of %d × %d pixels: %s', (width, height, expected) => {
    expect(hasTitle(cellOf(width, height))).toBe(expected);
  });

  it('what nothing is in has none, however large it is', () => {
    const { children: _, ...leaf } = cellOf(500, 500);
    expect(hasTitle(leaf as Cell)).toBe(false);
  });
});

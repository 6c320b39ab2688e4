import { type HierarchyRectangularNode, hierarchy, treemap } from 'd3-hierarchy';
import type { SizeNode } from './hierarchy.ts';

export type Cell = HierarchyRectangularNode<SizeNode>;

/** Pixels. */
export interface Frame {
  width: number;
  height: number;
}

/** Height of a line that names what is in a frame. */
export const TITLE = 15;

/** What is smaller than this, in square pixels, becomes one with its like. */
const SMALLEST = 40;

/** Where everything comes in a picture of this size. */
export function layOut(root: SizeNode, { width, height }: Frame): Cell {
  const total = sumOf(root);
  const least = (SMALLEST * total) / (width * height);
  const sorted = hierarchy(withoutCrumbs(root, least))
    .sum(({ bytes }) => bytes)
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const place = treemap<SizeNode>()
    .size([width, height])
    .paddingInner(1)
    .paddingOuter((node) => (node.depth === 0 ? 0 : 1))
    .paddingTop((node) => (node.depth > 0 && hasTitle(node) ? TITLE : 1));
  return place(sorted);
}

/** Whether a frame is large enough to be named in a line of its own. */
export function hasTitle({ x0, x1, y0, y1, children }: Cell): boolean {
  return children !== undefined && x1 - x0 >= 34 && y1 - y0 >= 2.4 * TITLE;
}

export function sumOf(node: SizeNode): number {
  return node.bytes + node.children.reduce((sum, child) => sum + sumOf(child), 0);
}

/** Not a byte less: what nobody could see is put together, and what one could see only together is a leaf. */
function withoutCrumbs(node: SizeNode, least: number): SizeNode {
  const sizes = new Map(node.children.map((child) => [child, sumOf(child)]));
  const kept = node.children.filter((child) => sizes.get(child)! >= least);
  const crumbs = node.children.filter((child) => sizes.get(child)! < least);
  const bytes = crumbs.reduce((sum, child) => sum + sizes.get(child)!, 0);
  if (kept.length === 0) return { ...node, bytes: node.bytes + bytes, children: [] };
  const children = kept.map((child) => withoutCrumbs(child, least));
  if (crumbs.length > 0) {
    const name = crumbs.length === 1 ? crumbs[0]!.name : `${crumbs.length} smaller`;
    children.push({ name, bytes, kind: node.kind, children: [] });
  }
  return { ...node, children };
}

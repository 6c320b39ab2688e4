import { humanSize } from '@supermin/core';
import type { SizeNode } from './hierarchy.ts';
import { type Cell, type Frame, hasTitle, layOut } from './layout.ts';
import { type LabelStyle, shortened, textWidth } from './text-width.ts';

const MARGIN = 4;
const LINE = 12;

/** So many colours are told apart. */
const COLOURS = 8;

/** A picture as one element, without a style: see `page.ts`. */
export function svg(root: SizeNode, frame: Frame): string {
  const cells: string[] = [];
  for (const [index, top] of (layOut(root, frame).children ?? []).entries()) {
    const colour = top.data.kind === 'package' ? `c${index % COLOURS}` : top.data.kind;
    const parts = top.descendants().map((cell) => draw(cell, top));
    cells.push(`<g class="${colour}">${parts.join('')}</g>`);
  }
  const { width, height } = frame;
  const box = `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${box} role="img">${cells.join('\n')}</svg>`;
}

function draw(cell: Cell, top: Cell): string {
  const { x0, y0, x1, y1, data, value = 0, children } = cell;
  const [width, height] = [x1 - x0, y1 - y0];
  const kind = cell === top ? 'top' : children === undefined ? 'leaf' : 'inner';
  const place = `x="${round(x0)}" y="${round(y0)}" width="${round(width)}" height="${round(height)}"`;
  const tip = `<title>${escapeText(`${pathOf(cell)}: ${humanSize(value)} (${value} bytes)`)}</title>`;
  const label = labelOf(cell, data.name, humanSize(value));
  return `<rect class="${kind}" ${place}>${tip}</rect>${label}`;
}

/** One line, or two where there is room for the size as well. */
function labelOf(cell: Cell, name: string, size: string): string {
  const { x0, y0, x1, y1, children } = cell;
  const [width, height] = [x1 - x0 - 2 * MARGIN, y1 - y0];
  if (children !== undefined) {
    if (!hasTitle(cell)) return '';
    const both = `${name} ${size}`;
    const fits = textWidth(both, 'title') <= width;
    return text(x0, y0 + LINE - 1, fits ? both : shortened(name, width, 'title'), 'title');
  }
  if (height < LINE + 2) return '';
  const first = text(x0, y0 + LINE, shortened(name, width));
  const isRoomy = height >= 2 * LINE + 4 && textWidth(size) <= width && first !== '';
  return isRoomy ? first + text(x0, y0 + 2 * LINE, size, 'size') : first;
}

function text(x: number, y: number, words: string, kind?: LabelStyle): string {
  if (words === '') return '';
  const of = kind === undefined ? '' : ` class="${kind}"`;
  return `<text${of} x="${round(x + MARGIN)}" y="${round(y)}">${escapeText(words)}</text>`;
}

function pathOf(cell: Cell): string {
  const names = cell
    .ancestors()
    .map(({ data }) => data.name)
    .reverse()
    .slice(1);
  const [first, ...path] = names;
  return path.length === 0 ? first! : `${first}: /${path.join('/')}`;
}

function round(number: number): string {
  return String(Math.round(number * 10) / 10);
}

export function escapeText(words: string): string {
  return words.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

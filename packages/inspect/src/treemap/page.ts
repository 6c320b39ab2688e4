import { humanSize } from '@supermin/core';
import type { Inventory } from '../model/inventory.ts';
import { type SizeNode, sizeHierarchy } from './hierarchy.ts';
import { sumOf } from './layout.ts';
import { escapeText, svg } from './svg.ts';

const WIDE = { width: 1240, height: 780 };
const NARROW = { width: 380, height: 900 };

/** Hue by number; the same in light and dark, with other lightness, so that text has a contrast of more than 7 to each. */
const HUES = [212, 32, 150, 285, 8, 185, 60, 330];

const STYLE = `
:root { color-scheme: light dark; --back: #fff; --text: #1a1a1a; --line: #fff; --s: 62%; --top: 78%; --leaf: 88%; --grey: 82%; --dim: 91% }
@media (prefers-color-scheme: dark) {
  :root { --back: #15171a; --text: #f1f1f1; --line: #15171a; --s: 34%; --top: 18%; --leaf: 23%; --grey: 18%; --dim: 23% }
}
body { margin: 10px; background: var(--back); color: var(--text); font: 14px/1.4 system-ui, sans-serif }
h1 { font-size: 17px; margin: 0; overflow-wrap: anywhere }
p { margin: 2px 0 8px }
svg { display: block; font: 11px system-ui, sans-serif; max-width: 100% }
svg.narrow { display: none }
text { fill: var(--text); pointer-events: none }
text.title { font-weight: 600 }
rect { stroke: var(--line); stroke-width: .5 }
.other rect, .overhead rect { fill: hsl(0 0% var(--dim)) }
.other rect.top, .overhead rect.top { fill: hsl(0 0% var(--grey)) }
.modules rect { fill: hsl(225 16% var(--leaf)) }
.modules rect.top { fill: hsl(225 22% var(--top)) }
${HUES.map((hue, index) => `.c${index} rect { fill: hsl(${hue} var(--s) var(--leaf)) } .c${index} rect.top { fill: hsl(${hue} var(--s) var(--top)) }`).join('\n')}
@media (max-width: 700px) { svg.wide { display: none } svg.narrow { display: block } }
`;

/**
 * A page with a picture of what takes how much: packages, in them directories, in them files. It has no script; the mouse tells paths
 * and bytes. Free space is told, and not drawn.
 */
export function sizePage(inventory: Inventory): string {
  const root = sizeHierarchy(inventory);
  const free = root.children.filter(({ kind }) => kind === 'free');
  const drawn: SizeNode = {
    ...root,
    children: root.children.filter(({ kind }) => kind !== 'free'),
  };
  const title = inventory.subject.join(' ');
  const wide = svg(drawn, WIDE).replace('<svg ', '<svg class="wide" ');
  const narrow = svg(drawn, NARROW).replace('<svg ', '<svg class="narrow" ');
  return `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeText(title)}</title>
<style>${STYLE}</style>
<h1>${escapeText(title)}</h1>
<p>${escapeText(summary(inventory, drawn, free))}</p>
${wide}
${narrow}
</html>
`;
}

function summary(inventory: Inventory, drawn: SizeNode, free: readonly SizeNode[]): string {
  const shown = sumOf(drawn);
  const parts = [`${humanSize(shown)} (${shown} bytes)`, `${inventory.packages.length} packages`];
  for (const { name, bytes } of free)
    parts.push(`${name}, not drawn: ${humanSize(bytes)} (${bytes} bytes)`);
  return parts.join('; ');
}

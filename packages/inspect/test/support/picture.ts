/** What an SVG of ours draws, group by group. */
export interface Picture {
  groups: {
    colour: string;
    rects: { kind: string; x: number; y: number; width: number; height: number; title: string }[];
    texts: { kind: string | undefined; x: number; y: number; words: string }[];
  }[];
}

const RECT = /<rect class="(\w+)" ([^>]*)><title>(.*?)<\/title><\/rect>/gs;
const TEXT = /<text(?: class="(\w+)")? ([^>]*)>(.*?)<\/text>/gs;

/** @throws {Error} there is something else in a group */
export function picture(svg: string): Picture {
  const groups = [...svg.matchAll(/<g class="(\w+)">(.*?)<\/g>/gs)].map(
    ([, colour, inner = '']) => {
      const rest = inner.replace(RECT, '').replace(TEXT, '');
      if (rest !== '') throw new Error(`in a group: ${rest}`);
      return {
        colour: colour!,
        rects: [...inner.matchAll(RECT)].map(([, kind, place, title]) => ({
          ...{ kind: kind!, ...sizesOf(place!), title: title! },
        })),
        texts: [...inner.matchAll(TEXT)].map(([, kind, place, words]) => ({
          ...{ kind, ...sizesOf(place!), words: words! },
        })),
      };
    },
  );
  return { groups };
}

/** `x="1" y="2"` */
function sizesOf(attributes: string) {
  const found = [...attributes.matchAll(/(\w+)="([\d.]+)"/g)].map(
    ([, name, value]) => [name!, Number(value)] as const,
  );
  return Object.fromEntries(found) as { x: number; y: number; width: number; height: number };
}

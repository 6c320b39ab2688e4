import { describe, expect, it } from 'vitest';
import { sizeHierarchy } from '../../src/treemap/hierarchy.ts';
import { layOut, sumOf } from '../../src/treemap/layout.ts';
import { sizePage } from '../../src/treemap/page.ts';
import { entryOf, inventoryOf, packageOf } from '../support/inventory.ts';
import { picture } from '../support/picture.ts';

const inventory = inventoryOf({
  subject: ['<image>', 'b'],
  size: 104_096 + 3 * 5000 + 999,
  packages: [packageOf('bash')],
  files: [
    entryOf('/usr', 4096, { type: 'directory', package: 0 }),
    entryOf('/usr/share/doc/a&b', 100_000, { package: 0 }),
    ...['a', 'b', 'c'].map((name) => entryOf(`/etc/${name}`, 5000)),
  ],
  overhead: [{ name: 'free space', bytes: 999 }],
});

/** The pictures of a page, each from its `<svg` on. */
const svgs = (page: string) => page.split(/(?=<svg )/).slice(1);

it('not a byte is lost, however small the picture', () => {
  const root = sizeHierarchy(inventory);
  expect(sumOf(root)).toBe(inventory.size);
  for (const [width, height] of [
    [1280, 900],
    [60, 20],
    [2, 2],
  ] as const) {
    expect(layOut(root, { width, height }).value).toBe(inventory.size);
  }
});

describe('sizePage', () => {
  it('is a page without scripts and without anything from elsewhere', () => {
    const page = sizePage(inventory);
    expect(page).toMatch(/^<!DOCTYPE html>\n<html lang="en">\n<meta charset="utf-8">\n/);
    expect(page).toMatch(/<\/html>\n$/);
    const others = page.replaceAll('xmlns="http://www.w3.org/2000/svg"', '');
    expect(others).not.toMatch(/<script|<link|<img|https?:|url\(|@import| on\w+=/);
  });

  it('has the same picture twice: for wide windows, and for narrow ones', () => {
    const [wide, narrow, ...more] = svgs(sizePage(inventory));
    expect(more).toEqual([]);
    expect(wide).toMatch(/^<svg class="wide" [^>]* width="1240" height="780" /);
    expect(narrow).toMatch(/^<svg class="narrow" [^>]* width="380" height="900" /);
    const titles = (svg: string) =>
      picture(svg).groups.map(({ rects }) => rects.map(({ title }) => title));
    expect(titles(narrow!)).toEqual(titles(wide!));
    expect(titles(wide!).flat()).toContain('bash: /usr/share/doc/a&#38;b: 97.7 KiB (100000 bytes)');
  });

  it('says what it is of, how large that is, and how much is free', () => {
    const page = sizePage(inventory);
    expect(page).toContain('<title>&#60;image&#62; b</title>');
    expect(page).toContain('<h1>&#60;image&#62; b</h1>');
    expect(page).toContain(
      '<p>116.3 KiB (119096 bytes); 1 packages; free space, not drawn: 999 B (999 bytes)</p>',
    );
    expect(page).not.toContain('<image>');
  });

  it('says nothing of free space where there is none, and draws what else the format takes', () => {
    const overhead = [{ name: 'inode tables', bytes: 50_000 }];
    const other = sizePage(inventoryOf({ overhead }));
    expect(other).toContain('<p>48.8 KiB (50000 bytes); 0 packages</p>');
    const [{ colour, rects }] = picture(svgs(other)[0]!).groups as [never];
    expect([colour, rects]).toMatchObject(['overhead', [{ kind: 'top' }]]);
  });

  it('does not draw free space', () => {
    const all = svgs(sizePage(inventory)).flatMap((svg) => picture(svg).groups);
    expect(all.map(({ colour }) => colour)).toEqual(['c0', 'other', 'c0', 'other']);
  });

  it('has a style for each colour of a picture', () => {
    const packages = Array.from({ length: 9 }, (_, index) => packageOf(`p${index}`));
    const files = [
      entryOf('/x', 1000),
      entryOf('/lib/modules/y', 1000),
      ...packages.map((_, index) => entryOf(`/${index}`, 1000, { package: index })),
    ];
    const overhead = [{ name: 'inode tables', bytes: 1000 }];
    const full = sizePage(inventoryOf({ packages, files, overhead }));
    const colours = new Set(picture(svgs(full)[0]!).groups.map(({ colour }) => colour));
    expect(colours.size).toBe(8 + 3);
    const [, style] = /<style>(.*?)<\/style>/s.exec(full)!;
    for (const colour of colours) expect(style).toMatch(new RegExp(`\\.${colour} rect\\.top\\b`));
  });
});

import { describe, expect, it } from 'vitest';
import type { SizeNode } from '../../src/treemap/hierarchy.ts';
import { escapeText, svg } from '../../src/treemap/svg.ts';
import { textWidth } from '../../src/treemap/text-width.ts';
import { picture } from '../support/picture.ts';

const leaf = (name: string, bytes: number, kind: SizeNode['kind'] = 'package'): SizeNode => ({
  ...{ name, bytes, kind, children: [] },
});

const branch = (name: string, ...children: SizeNode[]): SizeNode => ({
  ...{ name, bytes: 0, kind: 'package', children },
});

/** What is drawn of a single leaf that has so many pixels. */
function labelsOf(name: string, bytes: number, width: number, height: number) {
  // The line above it is the root's.
  const frame = { width, height: height + 1 };
  return picture(svg(branch('root', leaf(name, bytes)), frame)).groups[0]!.texts;
}

/** The same of a frame with that name, and two things in it that have no place for labels. */
function titlesOf(name: string, width: number, height = 100) {
  const things = branch(name, leaf('x', 512), leaf('y', 512));
  const root = branch('root', things);
  const { texts } = picture(svg(root, { width, height: height + 1 })).groups[0]!;
  return texts.filter((text) => text.kind === 'title');
}

describe('svg', () => {
  it('is one element of the size that was asked for', () => {
    const text = svg(branch('root', leaf('a', 1)), { width: 300, height: 200 });
    expect(text).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 300 200" width="300" height="200" role="img"><g .*<\/g><\/svg>$/s,
    );
    expect(picture(svg(branch('root'), { width: 300, height: 200 })).groups).toEqual([]);
  });

  it('draws parts, and above each what is in it, with their paths and bytes', () => {
    const root = branch(
      'root',
      branch('bash', branch('usr/share', leaf('doc', 2048), leaf('man', 1024)), leaf('init', 1024)),
    );
    const [group] = picture(svg(root, { width: 400, height: 300 })).groups;
    expect(group!.rects.map(({ kind, title }) => [kind, title])).toEqual([
      ['top', 'bash: 4.0 KiB (4096 bytes)'],
      ['inner', 'bash: /usr/share: 3.0 KiB (3072 bytes)'],
      ['leaf', 'bash: /init: 1.0 KiB (1024 bytes)'],
      ['leaf', 'bash: /usr/share/doc: 2.0 KiB (2048 bytes)'],
      ['leaf', 'bash: /usr/share/man: 1.0 KiB (1024 bytes)'],
    ]);
    expect(group!.texts.map(({ words }) => words)).toEqual([
      ...['bash 4.0 KiB', 'usr/share 3.0 KiB', 'init', '1.0 KiB'],
      ...['doc', '2.0 KiB', 'man', '1.0 KiB'],
    ]);
  });

  it('gives places in tenths of a pixel, from the corner on the left', () => {
    const root = branch('root', leaf('a', 3), leaf('b', 2), leaf('c', 1));
    const { groups } = picture(svg(root, { width: 100, height: 50 }));
    const places = groups.map(({ rects }) => rects[0]!);
    expect(places).toMatchObject([
      { x: 0, y: 1, width: 49.5, height: 49 },
      { x: 50.5, y: 1, width: 49.5, height: 32.3 },
      { x: 50.5, y: 34.3, width: 49.5, height: 15.7 },
    ]);
  });

  it('has a colour for each package, again after eight; all else is of the colour of its kind', () => {
    const packages = Array.from({ length: 10 }, (_, index) => leaf(`p${index}`, 1000 - index));
    const others = (['modules', 'other', 'overhead'] as const).map((kind) => leaf(kind, 10, kind));
    const { groups } = picture(
      svg(branch('root', ...packages, ...others), { width: 900, height: 900 }),
    );
    expect(groups.map(({ colour }) => colour)).toEqual([
      ...['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c0', 'c1'],
      ...['modules', 'other', 'overhead'],
    ]);
  });

  it('what would be markup is text', () => {
    const text = svg(branch('root', leaf('<a href="&">', 1)), { width: 400, height: 100 });
    expect(text).toContain('<title>&#60;a href=&#34;&#38;&#34;&#62;: 1 B (1 bytes)</title>');
    expect(text).toContain('>&#60;a href=&#34;&#38;&#34;&#62;</text>');
  });
});

describe('labels of leaves', () => {
  it('the name, and below it the size', () => {
    expect(labelsOf('data', 2048, 200, 99)).toEqual([
      { kind: undefined, x: 4, y: 13, words: 'data' },
      { kind: 'size', x: 4, y: 25, words: '2.0 KiB' },
    ]);
  });

  it.each([
    [13.9, []],
    [14, ['data']],
    [27.9, ['data']],
    [28, ['data', '2.0 KiB']],
  ])('at a height of %d: %j', (height, expected) => {
    expect(labelsOf('data', 2048, 200, height).map(({ words }) => words)).toEqual(expected);
  });

  it('as much of the name as there is room for between the margins', () => {
    const wordsIn = (width: number) => labelsOf('libcrypto', 1, width, 20)[0]?.words;
    const whole = textWidth('libcrypto') + 8;
    expect(wordsIn(whole + 0.01)).toBe('libcrypto');
    expect(wordsIn(whole - 0.01)).toMatch(/^libcr.*…$/);
    expect(wordsIn(textWidth('libcr…') + 8.01)).toBe('libcr…');
    expect(wordsIn(textWidth('libcr…') + 7.99)).toBeUndefined();
  });

  it('the same wherever a leaf is', () => {
    const root = branch('root', leaf('libcrypto', 10), leaf('libcrypto', 10));
    const { groups } = picture(svg(root, { width: 121, height: 21 }));
    expect(groups.map(({ texts }) => texts)).toEqual([
      [{ kind: undefined, x: 4, y: 13, words: 'libcryp…' }],
      [{ kind: undefined, x: 65, y: 13, words: 'libcryp…' }],
    ]);
  });

  it('the size only where it fits, and where there is a name above it', () => {
    const wordsIn = (name: string, width: number) =>
      labelsOf(name, 1023 * 1024, width, 40).map(({ words }) => words);
    const size = textWidth('1023.0 KiB') + 8;
    expect(wordsIn('x', size + 0.01)).toEqual(['x', '1023.0 KiB']);
    expect(wordsIn('x', size - 0.01)).toEqual(['x']);
    expect(wordsIn('W'.repeat(20), size + 0.01)).toEqual([]);
  });
});

describe('titles of frames', () => {
  it('name and size in one line', () => {
    expect(titlesOf('etc', 200)).toEqual([{ kind: 'title', x: 4, y: 12, words: 'etc 1.0 KiB' }]);
  });

  it('only the name where both do not fit, or what fits of it', () => {
    const wordsIn = (width: number) => titlesOf('libcrypto', width)[0]?.words;
    const both = textWidth('libcrypto 1.0 KiB', 'title') + 8;
    expect(wordsIn(both + 0.01)).toBe('libcrypto 1.0 KiB');
    expect(wordsIn(both - 0.01)).toBe('libcrypto');
    const name = textWidth('libcrypto', 'title') + 8;
    expect(wordsIn(name + 0.01)).toBe('libcrypto');
    expect(wordsIn(name - 0.01)).toMatch(/^libcr.*…$/);
    expect(wordsIn(textWidth('libcr…', 'title') + 7.99)).toBeUndefined();
  });

  it('none where a frame is too small for a line of its own', () => {
    expect(titlesOf('e', 100, 36)).toHaveLength(1);
    expect(titlesOf('e', 100, 35.9)).toEqual([]);
    expect(titlesOf('e', 33.9, 100)).toEqual([]);
  });
});

describe('escapeText', () => {
  it('leaves all else as it is', () => {
    expect(escapeText(`a & b < c > d " e ' f/é`)).toBe(`a &#38; b &#60; c &#62; d &#34; e ' f/é`);
    expect(escapeText('&amp;')).toBe('&#38;amp;');
  });
});

import { describe, expect, it } from 'vitest';
import {
  commentAbove,
  excludePatterns,
  hostPatterns,
  packageNames,
} from '../../src/appliance/text-lines.ts';
import type { SuperminEvent } from '../../src/events/event.ts';

describe('packageNames', () => {
  it.each([
    ['one\ntwo\n', ['one', 'two']],
    ['one\ntwo', ['one', 'two']],
    ['one\r\ntwo\r\n', ['one', 'two']],
    ['one\r\ntwo\r', ['one', 'two']],
    ['\n\none\n\n', ['one']],
    [' one \n\t\n', ['one']],
    ['', []],
  ])('%j', (text, names) => {
    expect(packageNames(text, 'F')).toEqual(names);
  });
});

it('names the file that has more lines than memory should be given for', () => {
  const lines = (count: number) => '\n\na\r\n'.repeat(count);
  expect(packageNames(lines(1_000_000), 'F')).toHaveLength(1_000_000);
  expect(() => packageNames(lines(1_000_001), 'F')).toThrow('F: more than 1000000 lines');
});

describe('comments, which lists do not have', () => {
  it.each([
    ['bash\n# a shell\n', 2],
    ['bash\n\n  #zlib\n', 3],
    ['bash\r\n#x\r\n', 2],
  ])('%j', (text, line) => {
    expect(() => packageNames(text, '/d/packages')).toThrow(
      expect.objectContaining({
        code: 'INPUT_COMMENT',
        message: expect.stringMatching(`^/d/packages:${line}: '#.*' looks like a comment$`),
      }),
    );
  });

  it('a name may hold the sign', () => {
    expect(packageNames('c#\n', 'F')).toEqual(['c#']);
  });

  it('are what is wrong with a file that begins with one', () => {
    expect(commentAbove('# packages\nbash', 'F')?.message).toMatch(/^F:1: '# packages'/);
    expect(commentAbove('\n\r\n #x', 'F')?.message).toMatch(/^F:3: '#x'/);
    expect(commentAbove('\x7fELF#', 'F')).toBeUndefined();
  });
});

it.each([
  ['packages', () => packageNames('a\nb\0c\n', 'F')],
  ['hostfiles', () => hostPatterns('/a\n/b\0c\n', 'F', () => {})],
  ['excludefiles', () => excludePatterns('-a\n-b\0c\n', 'F')],
])('a NUL byte far down in %s: the file and the line', (_, read) => {
  expect(read).toThrow(
    expect.objectContaining({ code: 'INPUT_LINE', message: 'F:2: it holds a NUL byte' }),
  );
});

it('shows the beginning of a long line only', () => {
  expect(() => excludePatterns('x'.repeat(60_000), 'F')).toThrow(/^F:1: 'x{100}\.\.\.' does not/);
});

describe('hostPatterns', () => {
  it('keeps blanks, which file names may have', () => {
    expect(hostPatterns('/a b\n/c \r\n', 'F', () => {})).toEqual(['/a b', '/c ']);
  });

  it('takes away the dot that supermin 4 wrote in front', () => {
    expect(hostPatterns('.\n./etc\n./etc/*.conf\n', 'F', () => {})).toEqual([
      '/etc',
      '/etc/*.conf',
    ]);
  });

  it('leaves out what is not absolute, and says so', () => {
    const events: SuperminEvent[] = [];
    expect(hostPatterns('/a\n\n# why\n', 'F', (event) => events.push(event))).toEqual(['/a']);
    expect(events).toEqual([
      { kind: 'warning', text: "F:3: '# why' is not an absolute path, and left out" },
    ]);
  });
});

describe('excludePatterns', () => {
  it('takes the dash away', () => {
    expect(excludePatterns('-/usr/*\r\n\n--x\n-', 'F')).toEqual(['/usr/*', '-x', '']);
  });

  it('names the line that has none', () => {
    expect(() => excludePatterns('-/a\n\n/b\n', 'F')).toThrow("F:3: '/b' does not begin with '-'");
  });
});

it('a line longer than any path is damage', () => {
  expect(() => excludePatterns(`-a\n-${'x'.repeat(70_000)}\n`, 'F')).toThrow(
    'F:2: the line is too long',
  );
  expect(() => packageNames('x'.repeat(70_000), 'F')).toThrow('F:1: the line is too long');
});

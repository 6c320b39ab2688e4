import { describe, expect, it } from 'vitest';
import { parseDiversions } from '../../src/format/diversions.ts';
import { TextFile } from '../../src/format/text-file.ts';

const parse = (text: string) => parseDiversions(new TextFile('/diversions', text));

describe('parseDiversions', () => {
  it("reads packages' and local diversions", () => {
    expect(parse('/bin/sh\n/bin/sh.distrib\ndash\n/bin/a\n/bin/b\n:\n')).toEqual(
      new Map([
        ['/bin/sh', { path: '/bin/sh', divertedTo: '/bin/sh.distrib', by: 'dash' }],
        ['/bin/a', { path: '/bin/a', divertedTo: '/bin/b', by: undefined }],
      ]),
    );
    expect(parse('')).toEqual(new Map());
  });

  it.each([
    ['without a package', '/a\n/b\n:\n/bin/sh\n/bin/sh.distrib\n', 4],
    ['with one path', '/a\n/b\n:\n/bin/sh\n', 4],
    ['out of step', '/a\n/b\n:\ndash\n/bin/sh\n/bin/sh.distrib\n', 4],
    ['given twice', '/a\n/b\n:\n/a\n/c\n:\n', 4],
  ])('names the line of a diversion %s', (_, text, line) => {
    expect(() => parse(text)).toThrow(`/diversions: line ${line}: `);
  });
});

import { describe, expect, it } from 'vitest';
import { readTextFile, TextFile } from '../../src/format/text-file.ts';
import { memoryHost } from '../support/memory-host.ts';

describe('TextFile', () => {
  it('takes what ends with a newline, and an empty file', () => {
    expect(new TextFile('/f', 'a\nb\n').text).toBe('a\nb\n');
    expect(new TextFile('/f', '').text).toBe('');
  });

  it('names file and line of a cut', () => {
    expect(() => new TextFile('/f', 'a\nb')).toThrow('/f: line 2: the file is cut off');
  });

  it('names file and line of zero bytes that a crash left', () => {
    expect(() => new TextFile('/f', 'a\n\n\0\0\n')).toThrow('/f: line 3: zero byte');
  });

  it('counts lines from 1, a newline as the end of its own line', () => {
    const file = new TextFile('/f', 'ab\ncd\n');
    const message = (offset: number) => file.damagedAt(offset, 'x').message;
    expect([0, 2, 3, 5].map(message)).toEqual([1, 1, 2, 2].map((line) => `/f: line ${line}: x`));
  });
});

describe('readTextFile', () => {
  it('keeps bytes that are not UTF-8', () => {
    const host = memoryHost({ '/f': '/caf\xe9\n' });
    expect(readTextFile(host, '/f')?.text).toBe('/caf\xe9\n');
  });

  it('is undefined for a file that is not there, and throws for one that may not be read', () => {
    const host = memoryHost({ '/secret': { denied: true } });
    expect(readTextFile(host, '/f')).toBeUndefined();
    expect(() => readTextFile(host, '/secret')).toThrow('EACCES');
  });
});

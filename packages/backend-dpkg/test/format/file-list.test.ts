import { existsSync, readdirSync } from 'node:fs';
import { localHost } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { parseFileList } from '../../src/format/file-list.ts';
import { readTextFile, TextFile } from '../../src/format/text-file.ts';
import { sayMissing, sharedData } from '../support/judges.ts';

const parse = (text: string) => parseFileList(new TextFile('/x.list', text));

describe('parseFileList', () => {
  it('lists files and directories in order, without the root directory', () => {
    expect(parse('/.\n/usr\n/usr/x\n')).toEqual(['/usr', '/usr/x']);
    expect(parse('/.\n')).toEqual([]);
    expect(parse('')).toEqual([]);
  });

  it('edge case 6: spaces, brackets, tabs, quotes and bytes that are not UTF-8 stay as they are', () => {
    const odd = ['/a b', '/a[1]', '/a\tb', `/'"`, '/caf\xe9', '/.hidden', '/...', '/a\rb'];
    expect(parse(`/.\n${odd.join('\n')}\n`)).toEqual(odd);
  });

  it('straightens what other tools write', () => {
    expect(parse('/.\n//a//b\n/./c/\n/d/.\n/\n')).toEqual(['/a/b', '/c', '/d']);
  });

  it.each([
    ['a cut line', '/.\n/usr\n/usr/sha', 3, 'cut off'],
    ['an empty line', '/.\n/usr\n\n/x\n', 3, 'an empty line'],
    ['a relative path', '/.\nusr\n', 2, 'not an absolute path'],
    ['a way out', '/.\n/usr\n/usr/../../etc\n', 3, '".."'],
  ])('names file and line of %s', (_, text, line, problem) => {
    expect(() => parse(text)).toThrow(
      new RegExp(`^/x.list: line ${line}: .*${problem.replace(/\./g, '\\.')}`),
    );
  });
});

const ubuntu = `${sharedData}/ubuntu-20.04-base`;
describe.runIf(sayMissing(ubuntu, existsSync(ubuntu)))("Ubuntu 20.04's file lists", () => {
  it('are all read, and cut short by a byte all rejected', () => {
    const host = localHost(ubuntu);
    const lists = readdirSync(`${ubuntu}/var/lib/dpkg/info`).filter((name) =>
      name.endsWith('.list'),
    );
    expect(lists).toHaveLength(221);
    for (const name of lists) {
      const file = readTextFile(host, `/var/lib/dpkg/info/${name}`)!;
      expect(parseFileList(file)).toEqual(
        file.text.split('\n').filter((line) => line !== '' && line !== '/.'),
      );
      expect(() => new TextFile(name, file.text.slice(0, -1))).toThrow('cut off');
    }
  });
});

import { expect, it } from 'vitest';
import { parseMd5sums } from '../../src/format/md5sums.ts';
import { TextFile } from '../../src/format/text-file.ts';

const digest = '0123456789abcdef0123456789abcdef';

it('reads relative paths as absolute ones and passes over what it cannot read', () => {
  const text = `${digest}  usr/a b\n${digest} */etc/x\n${digest}  ./etc/y\nnonsense\n\n`;
  expect([...parseMd5sums(new TextFile('/x.md5sums', text))]).toEqual([
    ['/usr/a b', digest],
    ['/etc/x', digest],
    ['/etc/y', digest],
  ]);
});

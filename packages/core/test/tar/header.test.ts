import { describe, expect, it } from 'vitest';
import { decodeHeader, encodeHeader, isHeader, type TarHeader } from '../../src/tar/header.ts';

const FILE: TarHeader = {
  name: './etc/passwd',
  mode: 0o644,
  uid: 0,
  gid: 42,
  size: 1234,
  mtime: 1_700_000_000,
  type: '0',
  linkname: '',
  major: 0,
  minor: 0,
};

describe('encodeHeader', () => {
  it('golden bytes', () => {
    const block = encodeHeader(FILE)!;
    expect(block.length).toBe(512);
    expect(block.toString('latin1', 0, 13)).toBe('./etc/passwd\0');
    expect(block.toString('latin1', 100, 148)).toBe(
      '0000644\x000000000\x000000052\x0000000002322\x0014524770400\0',
    );
    expect(block.toString('latin1', 156, 157)).toBe('0');
    expect(block.toString('latin1', 257, 270)).toBe('ustar\x0000root\0');
    expect(isHeader(block)).toBe(true);
  });

  it('says again what was encoded', () => {
    const device = { ...FILE, type: '3', size: 0, major: 5, minor: 1, linkname: 'x' };
    expect(decodeHeader(encodeHeader(FILE)!)).toEqual(FILE);
    expect(decodeHeader(encodeHeader(device)!)).toEqual(device);
  });

  it.each([
    ['100 bytes', 'n'.repeat(100), true],
    ['101 bytes without a slash', 'n'.repeat(101), false],
    ['256 bytes with a slash at 155', `${'p'.repeat(155)}/${'n'.repeat(100)}`, true],
    ['a prefix of 156 bytes', `${'p'.repeat(156)}/${'n'.repeat(100)}`, false],
    ['a last component of 101 bytes', `p/${'n'.repeat(101)}`, false],
  ])('a name of %s', (_, name, fits) => {
    const block = encodeHeader({ ...FILE, name });
    expect(block !== undefined).toBe(fits);
    if (block) expect(decodeHeader(block)?.name).toBe(name);
  });

  it.each([
    ['mtime', -1],
    ['mtime', 8 ** 11],
    ['mtime', 1.5],
    ['uid', 8 ** 7],
    ['size', 8 ** 11],
  ])('%s of %d does not fit', (field, value) => {
    expect(encodeHeader({ ...FILE, [field]: value })).toBeUndefined();
  });
});

describe('decodeHeader', () => {
  it.each([
    ['octal with blanks in front', '   755 \0', 0o755],
    ['octal up to the end', '00000755', 0o755],
    ['nothing', '\0\0\0\0\0\0\0\0', 0],
    ['base 256', '\x80\0\0\0\0\x30\0\0', 0x300000],
    ['base 256, negative', '\xff\xff\xff\xff\xff\xff\xff\xfe', -2],
    ['a word', 'abcdefgh', undefined],
    ['an octal number with a 9', '0000719\0', undefined],
    ['beyond what is exact', '\x80\xff\xff\xff\xff\xff\xff\xff', undefined],
  ])('a number: %s', (_, field, expected) => {
    const block = encodeHeader(FILE)!;
    block.write(field, 108, 'latin1');
    expect(decodeHeader(block)?.uid).toBe(expected);
  });

  it('takes no prefix from a GNU header, where other things stand', () => {
    const block = encodeHeader(FILE)!;
    block.write('ustar  \0', 257, 'latin1');
    block.write('14524770400', 345, 'latin1');
    expect(decodeHeader(block)?.name).toBe('./etc/passwd');
  });

  it('does not look at device numbers of files', () => {
    const block = encodeHeader(FILE)!;
    block.write('junkjunk', 329, 'latin1');
    expect(decodeHeader(block)?.major).toBe(0);
  });
});

describe('isHeader', () => {
  it('sees one changed byte', () => {
    const block = encodeHeader(FILE)!;
    block[3]! += 1;
    expect(isHeader(block)).toBe(false);
  });

  it('takes the sum of signed bytes, too', () => {
    const block = encodeHeader({ ...FILE, name: 'caf\xe9' })!;
    const unsigned = Number.parseInt(block.toString('latin1', 148, 154), 8);
    block.write((unsigned - 256).toString(8).padStart(6, '0'), 148, 'latin1');
    expect(isHeader(block)).toBe(true);
  });

  it('is not fooled by text', () => {
    expect(isHeader(Buffer.alloc(512, 'bash\ncoreutils\n'))).toBe(false);
  });
});

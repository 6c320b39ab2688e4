import { expect, it } from 'vitest';
import { ProblemReader } from '../../src/files/file-problem.ts';

function message(error: number, path: string): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(error, 0);
  head.writeUInt32LE(path.length, 4);
  return Buffer.concat([head, Buffer.from(path, 'latin1')]);
}

it('reads problems that come in pieces', () => {
  const reader = new ProblemReader();
  for (const byte of message(2, '/a\xff')) reader.push(Buffer.from([byte]));
  expect(reader.problems().items).toEqual([{ path: '/a\xff', code: 'ENOENT' }]);
});

it('keeps the first thousand and counts the others, up to a MiB', () => {
  const reader = new ProblemReader();
  for (let count = 0; count < 5000; count++) reader.push(message(13, `/f${count}`));
  const { items, count } = reader.problems();
  expect([items.length, items.at(-1)?.path, count]).toEqual([1000, '/f999', 5000]);
  for (let more = 0; more < 100; more++) reader.push(Buffer.alloc(65536));
  expect(reader.problems().count).toBeLessThan(2 ** 18);
});

it('takes nothing from there on where a path is cut off, or longer than one can be', () => {
  const tooLong = Buffer.concat([message(2, 'x'.repeat(4097)), message(13, '/more')]);
  for (const end of [message(2, '/cut off').subarray(0, 12), tooLong]) {
    const reader = new ProblemReader();
    reader.push(message(13, '/whole'));
    reader.push(end);
    expect(reader.problems().items).toEqual([{ path: '/whole', code: 'EACCES' }]);
  }
});

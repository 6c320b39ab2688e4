import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { lockOf, logOf, namesIn, socketOf } from '../../src/named/address.ts';

it('socket and log of a VM have its name, and all share a lock', () => {
  expect([socketOf('/run', 'box'), logOf('/run', 'box'), lockOf('/run')]).toEqual([
    ...['/run/box.sock', '/run/box.log', '/run/.lock'],
  ]);
});

it('a socket has a path of 107 bytes at most', () => {
  const directory = `/${'d'.repeat(107 - '/'.length - '/box.sock'.length)}`;
  expect(socketOf(directory, 'box')).toHaveLength(107);
  expect(() => socketOf(`${directory}x`, 'box')).toThrow(
    expect.objectContaining({ code: 'RUNTIME_DIRECTORY' }),
  );
});

it('names are those of sockets, sorted', () => {
  const directory = scratchDirectory({ 'b.sock': '', 'a.sock': '', 'c.log': '', '.lock': '' });
  expect(namesIn(directory)).toEqual(['a', 'b']);
});

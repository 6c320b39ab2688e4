import { describe, expect, it } from 'vitest';
import { changedPaths } from '../../src/configure/tar-messages.ts';

const CHANGED = 'tar: ./var/log/x: file changed as we read it';

describe('changedPaths()', () => {
  it('names the files that changed, shrank or went', () => {
    const lines = [
      ...[CHANGED, 'tar: ./run.sock: socket ignored'],
      'tar: ./var/a\\nb \\303\\244\\\\: File shrank by 1 byte; padding with zeros',
      'tar: ./tmp/y: File removed before we read it',
    ];
    expect(changedPaths(`${lines.join('\n')}\n`)).toEqual([
      ...['/var/log/x', '/var/a\nb \xc3\xa4\\', '/tmp/y'],
    ]);
  });

  it.each([
    '',
    'tar: ./x: Cannot open: Permission denied',
    `x: ${CHANGED}`,
    `${CHANGED}\nand more`,
  ])('knows nothing of what it does not understand: %j', (text) =>
    expect(changedPaths(text)).toBeUndefined(),
  );
});

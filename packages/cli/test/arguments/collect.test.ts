import { describe, expect, it } from 'vitest';
import { complaint, usageErrorOf } from '../support/usage.ts';

describe('an unknown option', () => {
  it.each([
    ['build --sise 4G', "unknown option '--sise' | did you mean '--size'?"],
    ['build --fromat ext2', "unknown option '--fromat' | did you mean '--format'?"],
    ['run --mem 1G -- ls', "unknown option '--mem' | did you mean '--memory'?"],
    ['build -output d', "unknown option '-output' | did you mean '--output'?"],
    ['run --nope -- ls', "unknown option '--nope'"],
    ['run -yt -- ls', "unknown option '-y'"],
    [
      'prepare --size 4G bash',
      "option '--size' belongs to 'build' and 'run' and 'inspect', not to 'prepare'",
    ],
    ['plugins --root /', /^option '--root' belongs to 'prepare' and 'build' and .*'plugins'$/],
  ])('%s', (line, expected) => {
    expect(complaint(line)).toMatch(expected);
  });

  it('carries its name for the writer that may know it, and whose help to see', () => {
    expect(usageErrorOf(['build', '--level', '3'])).toMatchObject({
      ...{ unknownOption: '--level', command: 'build', legacy: false },
    });
    expect(usageErrorOf(['--build', '--level=3'])).toMatchObject({
      ...{ unknownOption: '--level', command: undefined, legacy: true },
    });
  });
});

it.each([
  ['--prepare -o', "option '-o' needs an argument"],
  ['run --timeout -1 -- ls', /needs an argument \| if .* '-1', write --timeout=-1$/],
  ['build -f -o out', /option '-f' needs an argument \|/],
  ['--build --if-newer=yes', "option '--if-newer' takes no argument"],
])('%s', (line, expected) => {
  expect(complaint(line)).toMatch(expected);
});

import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/arguments/command-names.ts';
import { refuseLegacySwitches } from '../../src/arguments/legacy.ts';
import { parseCommandLine } from '../../src/arguments/parse.ts';

const refuse = (line: string) => () =>
  refuseLegacySwitches(parseCommandLine(line.split(' ').filter(Boolean)));

describe('refuseLegacySwitches', () => {
  it.each(['build -f ext2 -o d in', '--build -f ext2 -o d in', '--prepare -o d bash', 'ps'])(
    'has nothing against %s',
    (line) => {
      expect(refuse(line)).not.toThrow();
    },
  );

  it.each([
    ['--prepare --names -o d bash', 'OPTION_NAMES', /supermin 4; this is not version 4/],
    ['--names', 'OPTION_NAMES', /supermin 4; this is not version 4/],
    ['--build --dtb x -f ext2 -o d in', 'OPTION_DTB', /removed in supermin 5\.1\.18/],
  ])('%s: options of older versions, with what to do', (line, code, message) => {
    expect(refuse(line)).toThrow(
      expect.objectContaining({
        ...{ code, message: expect.stringMatching(message), hint: expect.any(String) },
      }),
    );
  });

  it('needs a mode, in the words that scripts know', () => {
    const error = { code: 'MODE', message: 'you must use --prepare or --build to select the mode' };
    const hint = "or 'supermin prepare', 'supermin build', 'supermin run'; see 'supermin --help'";
    expect(refuse('')).toThrow(expect.objectContaining({ ...error, hint }));
    expect(refuse('-o d')).toThrow(expect.objectContaining({ ...error, hint }));
  });

  it('names a word that stands where a command should', () => {
    expect(refuse('-v xyzzy\x1b')).toThrow(
      expect.objectContaining({
        code: 'MODE',
        hint: `'xyzzy\\x1b' is not a command: ${COMMANDS.join(', ')}; see 'supermin --help'`,
      }),
    );
  });
});

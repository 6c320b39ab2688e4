import { expect, it } from 'vitest';
import { parseCommandLine } from '../../src/arguments/parse.ts';
import { buildsToStandardOutput } from '../../src/arguments/standard-output.ts';

const answer = (...argv: string[]) => buildsToStandardOutput(parseCommandLine(argv));
const build = ['build', '-f', 'able'];

it('-o - is standard output, and ./- a directory; in the spelling of supermin 5 both are', () => {
  expect(answer(...build, '-o', '-', 'in')).toBe(true);
  expect(answer(...build, '-o', './-', 'in')).toBe(false);
  expect(answer('--build', '-f', 'able', '-o', '-', 'in')).toBe(false);
});

it('of build alone', () => expect(answer('prepare', '-o', '-', 'bash')).toBe(false));

import { expect, it } from 'vitest';
import { parseCommandLine } from '../../src/arguments/parse.ts';
import { textOf } from '../../src/terminal/failure.ts';

function said(line: string): string {
  try {
    parseCommandLine(line.split(' '));
  } catch (error) {
    return textOf(error);
  }
  throw new Error(`nothing is wrong with ${line}`);
}

it.each([
  ['biuld a', "did you mean 'build'?"],
  ['build --sise 4G', "did you mean '--size'?"],
  ['build -output out', "did you mean '--output'?"],
  ['build a -f', "option '-f' needs an argument"],
  ['build a -f -o out', 'write -f=-o'],
  ['run -p', "option '-p' needs an argument"],
  ['run -p -- ls', "option '-p' needs an argument\nsupermin: see"],
  ['run --share', "option '--share' needs an argument"],
  ['run -v /tmp:/mnt ls', 'write --share /tmp:/mnt'],
  ['run --volume /a:/b ls', "did you mean '--share'?"],
  ['run -m 1G ls', "did you mean '--memory'?"],
  ['run -u root ls', "did you mean '--user'?"],
  ['run --accel kmv ls', "did you mean 'kvm'?"],
  ['run --cpus two ls', 'needs a whole number'],
  ['run --detach ls', "needs '--name'"],
  ['exec', "'supermin ps' lists"],
  ['install bash', "unknown command 'install'\nsupermin: hint: to make an appliance"],
  ['help toString', "unknown command 'toString'\nsupermin: hint: commands: "],
  ['run -p 80:8080/tcp ls', 'write --publish 80:8080\n'],
  ['run --rm ls', 'leave it out'],
  ['--list-driver', "did you mean '--list-drivers'?"],
])('supermin %s is answered in three lines', (line, answer) => {
  const text = said(line);
  expect(text).toContain(answer);
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(3);
});

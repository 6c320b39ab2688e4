import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../src/arguments/parse.ts';
import { complaint } from '../support/usage.ts';

const namesOf = (line: string) => parseCommandLine(line.split(' ')).names;

describe('run oci://REF', () => {
  it.each([
    ['run oci://r/a ls -l', ['oci://r/a', 'ls', '-l']],
    ['run oci://r/a -- -x', ['oci://r/a', '-x']],
    ['run -t -- oci://r/a ls -- -l', ['oci://r/a', 'ls', '--', '-l']],
    ['run --pull --insecure -p less --memory 1G oci://r/a', ['oci://r/a']],
    ['run ls -- oci://r/a', ['ls', '--', 'oci://r/a']],
  ])('%s', (line, names) => {
    expect(namesOf(line)).toEqual(names);
  });

  it.each(['--bare', '--host', '--appliance d', '--appliance-package=x', '--host --rw d'])(
    'has no use for %s',
    (options) => {
      expect(complaint(`run ${options} oci://r/a ls`)).toMatch(/has no effect with 'oci:\/\/REF'/);
    },
  );

  it.each([
    ['run oci://r/a -it bash', /'-it' behind oci:\/\/r\/a \| .*supermin run -it oci:\/\/r\/a/],
    ['run --entrypoint x oci://r/a', /'--entrypoint' needs '--root IMAGE'/],
    ['run --arch arm64 oci://r/a', /'--arch' needs/],
    ['run --insecure ls oci://r/a', /'--insecure' needs/],
  ])('%s is refused', (line, expected) => {
    expect(complaint(line)).toMatch(expected);
  });
});

describe('push and pull', () => {
  it.each([
    ['push --insecure r/a d', ['r/a', 'd']],
    ['pull r/a -o d --force --insecure', ['r/a']],
  ])('%s', (line, names) => {
    expect(namesOf(line)).toEqual(names);
  });

  it.each([
    ['push r/a d e', /unexpected argument 'e'/],
    ['pull r/a b -o d', /unexpected argument 'b'/],
    ['push -o d r/a d', /'-o'/],
    ['pull --pull r/a -o d', /'--pull' belongs to/],
  ])('%s is refused', (line, expected) => {
    expect(complaint(line)).toMatch(expected);
  });
});

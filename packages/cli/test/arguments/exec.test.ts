import { expect, it } from 'vitest';
import { parseCommandLine } from '../../src/arguments/parse.ts';
import { complaint } from '../support/usage.ts';

const namesOf = (line: string) => parseCommandLine(line.split(' ')).names;

it.each([
  ['exec n -- ls -l', ['n', 'ls', '-l']],
  ['exec n ls -l -- -x', ['n', 'ls', '-l', '--', '-x']],
  ['exec -it -e A=b -- n ls', ['n', 'ls']],
  ['exec n', ['n']],
  ['exec n -- --version', ['n', '--version']],
])('%s', (line, names) => {
  expect(namesOf(line)).toEqual(names);
});

it.each([
  ['exec', /the name of the VM is missing \| 'supermin ps'/],
  ['stop', /the name of the VM is missing/],
  ['exec n -it bash', /unexpected option '-it' behind NAME \| .*supermin exec -it n/],
  ['exec --memory 1G n', /option '--memory' belongs to 'run', not to 'exec'/],
  ['ps n', /unexpected argument 'n'/],
  ['stop --timeout soon n', /'--timeout' needs seconds/],
  ['exce n', /unknown command 'exce' \| did you mean 'exec'/],
])('%s is refused', (line, expected) => {
  expect(complaint(line)).toMatch(expected);
});

import { afterEach, expect, it } from 'vitest';
import { OptionValues } from '../../src/arguments/option-values.ts';
import { parseShare } from '../../src/run/share.ts';
import { workdirInVm } from '../../src/run/workdir.ts';
import { temporary } from '../support/temp.ts';

const CWD = process.cwd();

afterEach(() => process.chdir(CWD));

function workdir(...given: string[]): string {
  return workdirInVm(new OptionValues(new Map([['workdir', given]])));
}

it('is / if none was named', () => {
  expect(workdirInVm(new OptionValues(new Map()))).toBe('/');
});

it.each(['/', '/usr', '/caf\xe9/..'])('%j is a directory of the VM, whatever is here', (path) => {
  expect(workdir(path)).toBe(path);
});

it.each(['proj', './proj/', '../proj', '.'])('%j is where --share has it', (path) => {
  const here = temporary({ 'proj/file': '', 'in/proj/file': '' });
  process.chdir(`${here}/in`);
  expect(workdir(path)).toBe(parseShare(path).mount);
});

it('of several the last one counts', () => {
  expect(workdir('/a', '/b')).toBe('/b');
});

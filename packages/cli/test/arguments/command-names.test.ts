import { expect, it } from 'vitest';
import { COMMANDS, runsCommand } from '../../src/arguments/command-names.ts';

it('two commands run one of the user: their options and statuses are not all ours', () => {
  expect(COMMANDS.filter(runsCommand)).toEqual(['run', 'exec']);
  expect(runsCommand(undefined)).toBe(false);
});

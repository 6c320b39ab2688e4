import { expect, it } from 'vitest';
import { COMMANDS } from '../../src/arguments/command-names.ts';
import { ACTIONS as OF_CLIENT } from '../../src/client-command.ts';
import { ACTIONS } from '../../src/commands/index.ts';
import { isClientCommand } from '../../src/context/code-loader.ts';

it('each command is in one of the bundles: those that only talk to a VM in the small one', () => {
  expect(COMMANDS.filter(isClientCommand)).toEqual(['exec', 'ps', 'stop']);
  expect(Object.keys(OF_CLIENT)).toEqual(COMMANDS.filter(isClientCommand));
  expect(Object.keys(ACTIONS).sort()).toEqual(
    COMMANDS.filter((command) => !isClientCommand(command)).sort(),
  );
});

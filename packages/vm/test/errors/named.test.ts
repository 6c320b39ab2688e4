import type { SuperminError } from '@supermin/core';
import { expect, it } from 'vitest';
import * as errors from '../../src/errors/named.ts';

it.each<[SuperminError, string, number, RegExp, RegExp?]>([
  [errors.nameInvalid('\xc3\xa9'), 'VM_NAME', 1, /^'é' cannot/, /63 letters/],
  [errors.nameTaken('box', 7), 'VM_NAME_TAKEN', 1, /'box' already \(process 7\)$/, /stop box$/],
  [errors.nameTaken('box', undefined), 'VM_NAME_TAKEN', 1, /'box' already$/, /stop box$/],
  [errors.vmNotFound('\xc3\xa9', 'none'), 'VM_NOT_FOUND', 1, /'é'$/, /^none$/],
  [errors.noRuntimeDirectory(['a', 'b']), 'RUNTIME_DIRECTORY', 1, /: a; b$/, /XDG_RUNTIME_DIR/],
  [errors.socketPathTooLong('/d'), 'RUNTIME_DIRECTORY', 1, /^\/d is too long/, /shorter name/],
  [errors.vmUnresponsive('box'), 'VM_UNRESPONSIVE', 1, /'box' does not answer/, /--name/],
  [errors.supervisorLost('box'), 'VM_FAILED', 125, /'box' is gone/],
  [errors.supervisorProtocol('x'), 'VM_PROTOCOL', 1, /sent x$/, /start the VM again/],
])('an error of VMs with a name says which, and what to do: %s', (error, code, ...others) => {
  const [exitStatus, message, hint] = others;
  expect(error).toMatchObject({ code, exitStatus });
  expect(error.message).toMatch(message);
  expect(error.hint ?? '').toMatch(hint ?? /^$/);
});

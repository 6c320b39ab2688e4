import { expect, it } from 'vitest';
import * as errors from '../../src/errors/configure.ts';

const { configureFailed, configureLost, configureTimedOut, configureUnsupported } = errors;

it.each([
  [configureUnsupported('x'), 'CONFIGURE_UNSUPPORTED', /'x' does not/, /--configure/],
  [
    configureFailed(['a', '\xc3\xa9'], 'it broke', 'end'),
    'CONFIGURE_FAILED',
    /^could not configure a, é: it broke; .*:\nend$/,
    /-v to see/,
  ],
  [configureFailed([], 'x', ''), 'CONFIGURE_FAILED', /could not be.*: x; it wrote nothing$/, /-v/],
  [
    configureTimedOut(9, 'a script', 'end'),
    'CONFIGURE_TIMEOUT',
    /9 seconds: a script was .*:\nend$/,
    /--configure-timeout/,
  ],
  [configureTimedOut(9, 'a script', ''), 'CONFIGURE_TIMEOUT', /under way$/, /--configure/],
  [configureLost('so', 'tar: x'), 'CONFIGURE_LOST', /lost: so: tar: x$/, /^$/],
  [configureLost('so', ''), 'CONFIGURE_LOST', /lost: so$/, /^$/],
])('an error of configuring says whose, and what to do: %s', (error, code, message, hint) => {
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
  expect(error.hint ?? '').toMatch(hint);
});

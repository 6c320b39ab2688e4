import { expect, test } from 'vitest';
import * as errors from '../src/errors.ts';

test.each([
  [
    () => errors.badName('', 'must not be empty'),
    'NEWC_NAME',
    "'': a name in a cpio archive must not be empty",
  ],
  [
    () => errors.fieldRange('f', 'uid', -1),
    'NEWC_FIELD',
    'f: uid -1 does not fit into a cpio header',
  ],
  [
    () => errors.bodyLength('f', 2, 3),
    'NEWC_BODY',
    'f: 2 bytes were announced, 3 came; did the file change meanwhile?',
  ],
  [() => errors.linksMissing('f', 2, 1), 'NEWC_LINKS', 'f: 2 hard links were announced, 1 came'],
  [() => errors.finished(), 'NEWC_FINISHED', 'the cpio archive is already finished'],
  [
    () => errors.notCpio('x', 7, Buffer.from('070707')),
    'NEWC_MAGIC',
    'x: at offset 7 is an old portable cpio header (odc), not newc',
  ],
  [
    () => errors.notCpio('x', 7, Buffer.from('\x7fELF\xff!', 'latin1')),
    'NEWC_MAGIC',
    "x: at offset 7 is not a cpio header: '\\x7fELF\\xff!'",
  ],
  [
    () => errors.badField('x', 7, 'mode', '00'),
    'NEWC_FIELD',
    "x: in the cpio header at offset 7 mode is '00'",
  ],
  [
    () => errors.truncated('x', 7),
    'NEWC_TRUNCATED',
    'x: the cpio archive is truncated at offset 7',
  ],
  [
    () => errors.badChecksum('x', 'f', 7),
    'NEWC_CHECKSUM',
    'x: the checksum of f (header at offset 7) does not fit its content',
  ],
  [
    () => errors.bodyLimit('x', 'f', 9, 8),
    'NEWC_LIMIT',
    'x: f has 9 bytes, at most 8 are taken here',
  ],
  [
    () => errors.bodyPassed('x', 'f'),
    'NEWC_PASSED',
    'x: the content of f was already read or passed over',
  ],
])('%s is %s: %s', (make, code, message) => {
  const error = make();
  expect({ ...error, message: error.message }).toEqual({
    name: 'NewcError',
    code,
    message,
    hint: undefined,
    exitStatus: 1,
    [Symbol.for('supermin.error')]: true,
  });
});

test('what can be done about it is a hint', () => {
  expect(errors.tooLarge('f', 2 ** 32)).toMatchObject({
    code: 'NEWC_TOO_LARGE',
    hint: 'choose a format without this limit, or leave the file out',
  });
  expect(errors.notCpio('x', 0, Buffer.from('07070X'))).toMatchObject({
    code: 'NEWC_STRIPPED',
    hint: 'unpack the package with rpm2archive',
  });
});

test.each([
  ['plain', 'plain'],
  ['caf\xc3\xa9', 'café'],
  ['caf\xe9', 'caf\\xe9'],
  ['\xc3\xa9\xff', '\\xc3\\xa9\\xff'],
  ['a\nb\x7f', 'a\\x0ab\\x7f'],
])('a name in a message: %j as %s', (name, shown) => {
  expect(errors.bodyPassed('x', name).message).toContain(`content of ${shown} was`);
});

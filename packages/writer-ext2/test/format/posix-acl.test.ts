import { expect, it } from 'vitest';
import { encodePosixAcl } from '../../src/format/posix-acl.ts';

// getfacl: user::rw- user:1000:r-- group::r-- mask::r-- other::---
const acl = Buffer.from(
  '02000000' +
    '01000600ffffffff' +
    '02000400e8030000' +
    '04000400ffffffff' +
    '10000400ffffffff' +
    '20000000ffffffff',
  'hex',
);

it('leaves out the ids that mean nothing', () => {
  const encoded = Buffer.from(encodePosixAcl(acl)!);
  expect(encoded.toString('hex')).toBe(
    '01000000' + '01000600' + '02000400e8030000' + '04000400' + '10000400' + '20000000',
  );
});

it('takes nothing else for an ACL', () => {
  expect(encodePosixAcl(Buffer.of())).toBeUndefined();
  expect(encodePosixAcl(acl.subarray(0, 11))).toBeUndefined();
  expect(encodePosixAcl(Buffer.from('01000000', 'hex'))).toBeUndefined();
});

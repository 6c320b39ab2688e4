import { writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { parseAcl } from '../../../src/archive/tar/posix-acl.ts';
import { available, has, run } from '../../support/programs.ts';

/** The value that the kernel has for it. */
function kernelValue(path: string, name: string): string {
  const dump = run('getfattr', ['-h', '-e', 'hex', '-n', name, '--absolute-names', path]);
  return /=0x(\w+)/.exec(dump.toString())![1]!;
}

describe.runIf(available('setfacl and getfattr', has('setfacl') && has('getfattr')))(
  'what setfacl makes of the text',
  () => {
    it.each([
      'user::rwx,user:1234:r-x,group::r--,mask::r-x,other::---',
      'u::rw-,u:7:rw-,u:8:---,g::---,g:5:r--,m::rw-,o::r--',
    ])('%s', (text) => {
      const file = `${scratchDirectory()}/file`;
      writeFileSync(file, '');
      run('setfacl', ['--set', text, file]);
      const acl = parseAcl(text)!;
      expect(acl.value.toString('hex')).toBe(kernelValue(file, 'system.posix_acl_access'));
      const mode = run('stat', ['-c', '%a', file]).toString().trim();
      expect(acl.mode.toString(8)).toBe(mode);
    });
  },
);

describe('parseAcl', () => {
  const value = (text: string) => parseAcl(text)?.value.toString('hex');
  const plain = 'user::rw-,user:7:r--,group::r--,mask::r--,other::r--';

  it('takes newlines, comments, any order and the number behind a name', () => {
    expect(value('other::r--\nmask::r--\nuser:lisa:r--:7 # lisa\ngroup::r--\nuser::rw-')).toBe(
      value(plain),
    );
  });

  it('tells one that says no more than mode bits', () => {
    expect(parseAcl('user::rw-,group::r--,other::---')).toMatchObject({
      isMinimal: true,
      mode: 0o640,
    });
    expect(parseAcl(plain)!.isMinimal).toBe(false);
  });

  it.each([
    ['a name without a number', plain.replace(':7:', ':lisa:')],
    ['no mask', plain.replace('mask::r--,', '')],
    ['no owner', plain.replace('user::rw-,', '')],
    ['two owners', `${plain},user::r--`],
    ['a user twice', `${plain},user:7:rw-`],
    ['an unknown tag', `${plain},guest::r--`],
    ['a named mask', plain.replace('mask::', 'mask:5:')],
    ['a number of 33 bits', plain.replace(':7:', ':4294967296:')],
    ['permissions that are none', plain.replace('rw-', '666')],
    ['an ACL of NFS', 'owner@:rwx::allow'],
    ['nothing', ''],
  ])('%s is no ACL', (_, text) => {
    expect(parseAcl(text)).toBeUndefined();
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { readTar } from '../../../src/archive/read-tar.ts';
import { attributesOf } from '../../../src/archive/tar/attributes.ts';
import { available, has, run } from '../../support/programs.ts';

function attributes(records: Record<string, string>, isDirectory = false) {
  const bytes = Object.entries(records).map(
    ([key, value]) => [key, Buffer.from(value, 'latin1')] as const,
  );
  const { xattrs, ...rest } = attributesOf(new Map(bytes), isDirectory);
  const found = [...xattrs].map(([name, value]) => [name, Buffer.from(value).toString('latin1')]);
  return { xattrs: Object.fromEntries(found), ...rest };
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

const ACL = 'user::rw-,user:7:rwx,group::r--,mask::rwx,other::---';

describe('attributesOf', () => {
  it('keeps any bytes, and none at all', () => {
    const { xattrs } = attributes({ 'SCHILY.xattr.user.a': '\0\xff\n', 'SCHILY.xattr.user.b': '' });
    expect(xattrs).toEqual({ 'user.a': '\0\xff\n', 'user.b': '' });
  });

  it('knows how names are written that hold = and %', () => {
    const { xattrs } = attributes({ 'SCHILY.xattr.user.a%3Db%25c%20': 'x' });
    expect(xattrs).toEqual({ 'user.a=b%c%20': 'x' });
  });

  it("reads libarchive's base64, where there is no other spelling", () => {
    const found = attributes({
      'LIBARCHIVE.xattr.user.a%20b': 'AQL/',
      'LIBARCHIVE.xattr.user.both': 'bGlicg',
      'SCHILY.xattr.user.both': 'schily',
      'LIBARCHIVE.xattr.user.bad': '!',
    });
    expect(found.xattrs).toEqual({ 'user.a b': '\x01\x02\xff', 'user.both': 'schily' });
    expect(found.lost).toEqual(['user.bad']);
  });

  it('an access ACL decides the mode; a minimal one is nothing else', () => {
    expect(attributes({ 'SCHILY.acl.access': ACL })).toMatchObject({
      aclMode: 0o670,
      xattrs: { 'system.posix_acl_access': expect.stringMatching(/^\x02\0\0\0/) },
    });
    expect(attributes({ 'SCHILY.acl.access': 'user::rw-,group::r--,other::---' })).toEqual({
      ...{ aclMode: 0o640, xattrs: {}, lost: [] },
    });
  });

  it('only directories have a default ACL', () => {
    const name = 'system.posix_acl_default';
    expect(attributes({ 'SCHILY.acl.default': ACL }, true).xattrs).toHaveProperty([name]);
    expect(attributes({ 'SCHILY.acl.default': ACL }).xattrs).toEqual({});
  });

  it('counts an ACL that cannot be read as lost', () => {
    const found = attributes({ 'SCHILY.acl.access': 'user:lisa:rwx', 'SCHILY.acl.default': '' });
    expect(found).toEqual({ xattrs: {}, lost: ['system.posix_acl_access'], aclMode: undefined });
  });
});

const CREATE = {
  tar: ['--format=posix', '--xattrs', '--acls', '--numeric-owner'],
  bsdtar: ['--format=pax', '--xattrs', '--acls', '--numeric-owner'],
};
const here = available('setfattr and setfacl', has('setfattr') && has('setfacl'));

describe.runIf(here)('attributes of files are those of the archive that is made of them', () => {
  it.each(['tar', 'bsdtar'] as const)('by %s', async (program) => {
    if (!has(program)) return;
    const directory = scratchDirectory();
    writeFileSync(`${directory}/file`, '');
    mkdirSync(`${directory}/directory`);
    const set = (name: string, value: string) =>
      run('setfattr', ['-n', name, '-v', value, `${directory}/file`]);
    set('user.binary', '0x0001ff0a3d');
    set('user.empty', '""');
    run('setfacl', ['-m', 'u:123456:r', `${directory}/file`]);
    run('setfacl', ['-d', '-m', 'g:123457:rw', `${directory}/directory`]);
    const archive = run(program, [...CREATE[program], '-C', directory, '-cf', '-', '.']);
    const found = new Map<string, Record<string, string>>();
    for await (const { name, xattrs } of readTar(once(archive))) {
      const values = [...xattrs].map(([key, value]) => [key, Buffer.from(value).toString('hex')]);
      found.set(name, Object.fromEntries(values));
    }
    const file = found.get('./file')!;
    expect(file).toMatchObject({ 'user.binary': '0001ff0a3d', 'user.empty': '' });
    expect(file['system.posix_acl_access']).toContain('40e20100');
    expect(found.get('./directory/')!['system.posix_acl_default']).toContain('41e20100');
  });
});

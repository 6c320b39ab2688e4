import { describe, expect, it } from 'vitest';
import { classify } from '../../src/appliance/classify.ts';
import { encodeLock, type Lock, lockDigest, parseLock } from '../../src/repository/lock.ts';

const SHA256 = 'a'.repeat(64);

function pkg(name: string, more = {}) {
  return {
    ...{ name, version: '1', arch: 'all', id: name, source: 0 },
    ...{ path: `pool/${name}.deb`, size: 5, sha256: SHA256, ...more },
  };
}

const LOCK: Lock = {
  ...{ backend: 'dpkg', family: 'debian/dpkg', from: ['debian:bookworm'], arch: 'amd64' },
  ...{ cpu: 'x86_64', requested: ['b', 'caf\u00c3\u00a9'] },
  sources: [{ uri: 'http://a.example', archive: 'debian', mirrors: ['http://b.example'] }],
  packages: [pkg('a'), pkg('b', { id: 'b:amd64' })],
  kernel: pkg('linux'),
};

describe('lock.json', () => {
  it('is text that comes back, a package a line', () => {
    const text = encodeLock(LOCK);
    expect(parseLock(text, 'x')).toEqual(LOCK);
    expect(text.split('\n').filter((line) => line.includes('pool/')).length).toBe(3);
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    expect(classify(Buffer.from(text))).toBe('lock');
    const { kernel: _, ...rest } = LOCK;
    expect(parseLock(encodeLock(rest), 'x')).toEqual(rest);
  });

  it('has a digest that changes with every package', () => {
    const other = { ...LOCK, packages: [pkg('a'), pkg('b', { sha256: 'b'.repeat(64) })] };
    expect(lockDigest(LOCK)).not.toBe(lockDigest(other));
    expect(lockDigest(LOCK)).toBe(lockDigest(parseLock(encodeLock(LOCK), 'x')));
  });

  it.each([
    ['', 'JSON'],
    ['{"supermin":"lock"}', 'version undefined'],
    ['[]', 'no lock'],
    [encodeLock(LOCK).slice(0, -50), 'JSON'],
    [encodeLock(LOCK).replace('"cpu"', '"gpu"'), 'a field is missing'],
    [encodeLock(LOCK).replace(SHA256, 'abc'), 'package linux is not whole'],
    [encodeLock(LOCK).replace('pool/a', '../a'), 'package a is not whole'],
    [encodeLock(LOCK).replace('"name":"a"', '"name":"b:amd64"'), 'a package is listed twice'],
    [encodeLock(LOCK).replaceAll('"source":0', '"source":1'), 'is not whole'],
    [encodeLock(LOCK).replace('"size":5', '"size":-5'), 'is not whole'],
    [encodeLock(LOCK).replace('"size":5', '"size":17179869185'), 'package linux is not whole'],
    [encodeLock(LOCK).replace('"size":5', '"size":"5"'), 'package linux is not whole'],
    [encodeLock(LOCK).replace(`"${SHA256}"`, `["${SHA256}"]`), 'package linux is not whole'],
    [encodeLock(LOCK).replace('"id":"b:amd64"', '"id":["b"]'), 'package b is not whole'],
    [encodeLock(LOCK).replace('"name":"a"', '"name":{"toString":1}'), 'package 1 is not whole'],
    [encodeLock(LOCK).replace('pool/a', '/pool/a'), 'package a is not whole'],
    [encodeLock(LOCK).replace('pool/a', 'pool\\u0000/a'), 'package a is not whole'],
    [encodeLock(LOCK).replace('pool/a', 'pool\\n/a'), 'package a is not whole'],
    [encodeLock(LOCK).replace('"name":"a"', '"name":"../a"'), 'package ../a is not whole'],
    [encodeLock(LOCK).replace('"name":"a"', '"name":"a/b"'), 'package a/b is not whole'],
    [encodeLock(LOCK).replace('"name":"a"', '"name":"-a"'), 'package -a is not whole'],
    [encodeLock(LOCK).replace('"name":"a"', '"name":"a b"'), 'package a b is not whole'],
    [encodeLock(LOCK).replace('"name":"a"', '"name":""'), 'package  is not whole'],
    [
      encodeLock(LOCK).replace('"version":"1",', '"version":"1\\n2",'),
      'package linux is not whole',
    ],
    [encodeLock(LOCK).replace('"arch":"all"', '"arch":"../all"'), 'package linux is not whole'],
    [encodeLock(LOCK).replace('"id":"b:amd64"', '"id":"../b"'), 'package b is not whole'],
    [encodeLock(LOCK).replace('"archive":"debian"', '"archive":{}'), 'source 1 is no address'],
    [encodeLock(LOCK).replace('http://a.example', 'ftp://a.example'), 'source 1 is no address'],
    [encodeLock(LOCK).replace('http://b.example', '/etc'), 'source 1 is no address'],
    [encodeLock(LOCK).replace('["http://b.example"]', '{}'), 'source 1 is no address'],
    [encodeLock(LOCK).replace('http://a.example', '/etc'), 'source 1 is no address'],
    [encodeLock(LOCK).replace(/\{"uri".*\}/, 'null'), 'source 1 is no address'],
  ])('is refused if it is damaged: %#', (text, problem) => {
    const read = () => parseLock(text, '/x/lock.json');
    expect(read).toThrow(expect.objectContaining({ code: 'LOCK_DAMAGED' }));
    expect(read).toThrow(problem);
  });
});

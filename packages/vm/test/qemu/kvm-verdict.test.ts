import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KvmVerdictStore } from '../../src/qemu/kvm-verdict.ts';

const BROKEN = { works: false, reason: 'a reason' };

describe('KvmVerdictStore', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(os.tmpdir(), 'supermin-verdict-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('remembers in a directory that it makes itself, and leaves nothing else there', () => {
    const cache = join(directory, 'cache');
    new KvmVerdictStore(cache, '/qemu').save(BROKEN);
    expect(new KvmVerdictStore(cache, '/qemu').load()).toEqual(BROKEN);
    expect(readdirSync(cache)).toEqual(['kvm-verdict.json']);
  });

  it('forgets when the host has been booted again, and for another QEMU', () => {
    new KvmVerdictStore(directory, '/qemu', 'boot 1').save(BROKEN);
    expect(new KvmVerdictStore(directory, '/qemu', 'boot 1').load()).toEqual(BROKEN);
    expect(new KvmVerdictStore(directory, '/qemu', 'boot 2').load()).toBeUndefined();
    expect(new KvmVerdictStore(directory, '/other', 'boot 1').load()).toBeUndefined();
  });

  it.each(['', 'null', '{', '{"works":1}', '{"bootId":"b","qemu":"/qemu","works":"yes"}'])(
    'takes the file %j for none',
    (text) => {
      writeFileSync(join(directory, 'kvm-verdict.json'), text);
      expect(new KvmVerdictStore(directory, '/qemu', 'b').load()).toBeUndefined();
    },
  );

  it('is not believed, nor written, where others may write', () => {
    new KvmVerdictStore(directory, '/qemu').save(BROKEN);
    chmodSync(directory, 0o777);
    expect(new KvmVerdictStore(directory, '/qemu').load()).toBeUndefined();
    new KvmVerdictStore(directory, '/qemu').save({ works: true, reason: '' });
    chmodSync(directory, 0o700);
    expect(new KvmVerdictStore(directory, '/qemu').load()).toEqual(BROKEN);
  });

  it('does without a directory, and with one that nobody can write', () => {
    new KvmVerdictStore(undefined, '/qemu').save(BROKEN);
    expect(new KvmVerdictStore(undefined, '/qemu').load()).toBeUndefined();
    const file = join(directory, 'file');
    writeFileSync(file, '');
    chmodSync(file, 0o400);
    new KvmVerdictStore(join(file, 'below'), '/qemu').save(BROKEN);
    expect(existsSync(join(file, 'below'))).toBe(false);
  });
});

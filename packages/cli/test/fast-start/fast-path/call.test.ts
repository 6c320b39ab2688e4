import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { spelledCall } from '../../../src/fast-start/fast-path/call.ts';

const SCRIPT = readFileSync(new URL('../../../bin/supermin', import.meta.url), 'latin1');
const READ_CALL = /^read_call\(\) \{\n[\s\S]*?\n\}\n/m.exec(SCRIPT)![0];
const PERSONALITY = readFileSync('/proc/self/personality', 'latin1').trim();

const ENVIRONMENT = {
  SUPERMIN_KERNEL: '/boot/a kernel',
  SUPERMIN_KERNEL_VERSION: '6.1',
  SUPERMIN_MODULES: '/lib/modules/6.1',
  SOURCE_DATE_EPOCH: '1',
  SUPERMIN_PLUGINS: '/p:/q',
  TMPDIR: '/var/tmp',
  XDG_CONFIG_HOME: '/etc/xdg',
  HOME: '/root',
};

/** What bin/supermin makes of a command: its `call` and its `output`, or nothing. */
function readCall(words: readonly string[], env: Record<string, string> = {}): string[] {
  const script = `${READ_CALL}read_call "$@" && printf '%s\\0%s' "$call" "$output"; true`;
  const argv = ['-c', script, 'supermin', ...words];
  return execFileSync('sh', argv, { env, encoding: 'latin1' }).split('\0').filter(Boolean);
}

describe('a command as sh and as node spell it', () => {
  it.each([
    [['--build', '--if-newer', '-f', 'ext2', 'in', '-o', 'out']],
    [['build', 'a b', "it's", '$x', '', '--if-newer', '--output', 'out']],
    [['build', '--if-newer', '-oout', '--', 'é*']],
    [['build', '--output=out', '--if-newer']],
  ])('is the same: %j', (words) => {
    const bytes = words.map((word) => Buffer.from(word).toString('latin1'));
    expect(readCall(words, ENVIRONMENT)).toEqual([
      spelledCall(bytes, ENVIRONMENT, PERSONALITY),
      'out',
    ]);
    expect(readCall(words)).toEqual([spelledCall(bytes, {}, PERSONALITY), 'out']);
  });

  it('has the last output that is named', () => {
    expect(readCall(['-o', 'a', '--if-newer', '--output', 'b'])[1]).toBe('b');
  });

  it('is none without --if-newer, without an output, or with a line break in a word', () => {
    expect(readCall(['build', '-o', 'out'])).toEqual([]);
    expect(readCall(['build', '--if-newer'])).toEqual([]);
    expect(readCall(['build', '--if-newer', '-o', 'out', 'a\nb'])).toEqual([]);
    expect(spelledCall(['a\nb'], {}, '')).toBeUndefined();
    expect(spelledCall([], { TMPDIR: '/a\nb' }, '')).toBeUndefined();
  });

  it('differs when a variable does', () => {
    for (const name of Object.keys(ENVIRONMENT)) {
      const other = { ...ENVIRONMENT, [name]: '/another' };
      expect(spelledCall(['x'], other, '')).not.toBe(spelledCall(['x'], ENVIRONMENT, ''));
    }
    expect(spelledCall(['x'], {}, '00000008')).not.toBe(spelledCall(['x'], {}, '00000000'));
  });
});

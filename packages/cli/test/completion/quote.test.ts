import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { quoted, quotedForFish } from '../../src/completion/quote.ts';

const TEXTS = ['', 'plain', "it's 'so'", 'a\\b\\\\', "\\'", '$(echo no) `echo no` "x" *\n~'];

it.each(TEXTS)('a shell reads %j as what it was', (text) => {
  for (const shell of ['sh', 'bash']) {
    const { stdout } = spawnSync(shell, ['-c', `printf %s ${quoted(text)}`], { encoding: 'utf8' });
    expect(stdout).toBe(text);
  }
});

it('fish knows a backslash before quotes and backslashes, and nothing else', () => {
  expect(quotedForFish("it's a\\b $x")).toBe("'it\\'s a\\\\b $x'");
});

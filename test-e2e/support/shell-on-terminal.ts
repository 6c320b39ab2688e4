import { PseudoTerminal } from '@supermin/test-support/terminals';
import { inject } from 'vitest';

/**
 * Has somebody work in the shell that `supermin run` gives on a terminal: a prompt, the terminal's size and kind, Ctrl-C, job
 * control. Fails when an answer stays away.
 */
export async function expectShellOnTerminal(
  more: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const command = `stty rows 33 cols 99; ${inject('supermin')} run ${more.join(' ')}`;
  const terminal = new PseudoTerminal(command, { ...env, TERM: 'xterm-256color' });
  try {
    await terminal.until(/[$#] $/);
    terminal.type('stty size; echo "$TERM"; clear | od -c | head -1\n');
    await terminal.until(/\r33 99\r\nxterm-256color\r\n0000000 033 {3}\[/);
    terminal.type('sleep 1000\n');
    await terminal.until(/sleep 1000\r\n/);
    terminal.type('\x03');
    await terminal.until(/\^C[\s\S]*[$#] $/);
    terminal.type('echo "status $?"; cat\n');
    await terminal.until(/\rstatus 130\r\n/);
    // Before there is a cat, the shell has the keys, and ignores the next one.
    terminal.type('read\n');
    await terminal.until(/read\r\nread\r\n/);
    terminal.type('\x1a');
    await terminal.until(/Stopped[\s\S]*[$#] $/);
    terminal.type('jobs\nfg\n');
    await terminal.until(/Stopped[\s\S]*\rcat\r\n/);
    terminal.type('typed\n');
    await terminal.until(/typed\r\ntyped\r\n/);
    terminal.type('\x04');
    await terminal.until(/[$#] $/);
    terminal.type('exit 3\n');
    await terminal.ended;
  } finally {
    terminal.hangUp();
  }
}

import { describe, expect, it } from 'vitest';
import { DISCARDED, EMPTIED } from '../../../src/backend/configure/leftovers.ts';

function matches(patterns: readonly RegExp[], path: string): boolean {
  return patterns.some((pattern) => pattern.test(path));
}

describe('what scripts leave behind', () => {
  it.each([
    ...['/etc/ssh/ssh_host_rsa_key', '/etc/ssh/ssh_host_ed25519_key.pub', '/etc/shadow-'],
    ...['/etc/.pwd.lock', '/var/cache/ldconfig/aux-cache', '/tmp/x', '/var/tmp/x'],
  ])('%s does not come back', (path) => expect(matches(DISCARDED, path)).toBe(true));

  it.each([
    ...['/etc/ssh/sshd_config', '/etc/shadow', '/var/cache/ldconfig', '/tmp', '/home/tmp/x'],
  ])('%s does', (path) => expect(matches([...DISCARDED, ...EMPTIED], path)).toBe(false));

  it.each(['/etc/machine-id', '/var/log/x'])('%s comes back empty', (path) =>
    expect(matches(EMPTIED, path)).toBe(true),
  );
});

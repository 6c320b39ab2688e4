import type { Options } from '@supermin/test-support/programs';
import { expect } from 'vitest';
import { superminSucceeds } from './installation.ts';

/** What a user types first, without having asked for any of it. */
const SCRIPT = `
set -e
ls / | grep -c '^tmp$'
. /etc/os-release; echo "$ID" > /tmp/id; test -s /tmp/id && cat /tmp/id > /dev/null && echo release
id -u
ps -e | grep -q ' init$' && echo ps
awk 'BEGIN { print 6 * 7 }'
echo text > /var/tmp/text; less /var/tmp/text
exec 3<>/dev/tcp/localhost/1 || echo refused
cd && pwd
stat -c %a /tmp /var/tmp
test -d /home && test -d /mnt && echo directories
TERM=xterm-256color tput cols && TERM=xterm clear | grep -q . && echo terminal
test -e /etc/shadow || echo no secrets
`;

const EXPECTED = `1
release
0
ps
42
text
refused
/root
1777
1777
directories
80
terminal
no secrets
`;

/** Checks that a VM of this host root is usable with nothing asked for. */
export async function expectPlaceToWorkIn(
  more: readonly string[] = [],
  options: Options = {},
): Promise<void> {
  const argv = ['run', ...more, '--', 'bash', '-c', SCRIPT];
  const { stdout, stderr } = await superminSucceeds(argv, options);
  expect(stdout).toBe(EXPECTED);
  expect(stderr).toContain('Connection refused');
}

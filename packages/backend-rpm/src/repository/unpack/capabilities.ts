/** In the order of their numbers: linux/capability.h. */
const NAMES = [
  ...['chown', 'dac_override', 'dac_read_search', 'fowner', 'fsetid', 'kill', 'setgid', 'setuid'],
  ...['setpcap', 'linux_immutable', 'net_bind_service', 'net_broadcast', 'net_admin', 'net_raw'],
  ...['ipc_lock', 'ipc_owner', 'sys_module', 'sys_rawio', 'sys_chroot', 'sys_ptrace'],
  ...['sys_pacct', 'sys_admin', 'sys_boot', 'sys_nice', 'sys_resource', 'sys_time'],
  ...['sys_tty_config', 'mknod', 'lease', 'audit_write', 'audit_control', 'setfcap'],
  ...['mac_override', 'mac_admin', 'syslog', 'wake_alarm', 'block_suspend', 'audit_read'],
  ...['perfmon', 'bpf', 'checkpoint_restore'],
];

const VERSION_2 = 0x02000000;
const EFFECTIVE = 1;

/**
 * The value of `security.capability` for a text of cap_from_text(3), as %caps takes it.
 *
 *     cap_net_raw,cap_net_admin=ep    cap_setuid+p    =
 *
 * @returns undefined for an empty set; null for what is no such text
 */
export function encodeCapabilities(text: string): Buffer | undefined | null {
  const sets = { e: 0n, p: 0n, i: 0n };
  for (const clause of text.trim().split(/\s+/).filter(Boolean)) {
    const match = /^([a-z0-9_,]*)((?:[=+-][epi]*)+)$/.exec(clause);
    const bits = match === null ? undefined : bitsOf(match[1]!);
    if (match === null || bits === undefined) return null;
    for (const [, operator, flags] of match[2]!.matchAll(/([=+-])([epi]*)/g)) {
      apply(sets, bits, operator!, flags!);
    }
  }
  if (sets.p === 0n && sets.i === 0n) return undefined;
  const value = Buffer.alloc(20);
  value.writeUInt32LE(VERSION_2 | (sets.e !== 0n ? EFFECTIVE : 0), 0);
  for (const [half, shift] of [0n, 32n].entries()) {
    value.writeUInt32LE(Number((sets.p >> shift) & 0xffffffffn), 4 + 8 * half);
    value.writeUInt32LE(Number((sets.i >> shift) & 0xffffffffn), 8 + 8 * half);
  }
  return value;
}

type Sets = Record<'e' | 'p' | 'i', bigint>;

function apply(sets: Sets, bits: bigint, operator: string, flags: string): void {
  for (const name of ['e', 'p', 'i'] as const) {
    const isNamed = flags.includes(name);
    if (operator === '=') sets[name] &= ~bits;
    if (operator === '-') {
      if (isNamed) sets[name] &= ~bits;
    } else if (isNamed) sets[name] |= bits;
  }
}

/** All of them for an empty list, and for `all`. */
function bitsOf(list: string): bigint | undefined {
  if (list === '' || list === 'all') return (1n << BigInt(NAMES.length)) - 1n;
  let bits = 0n;
  for (const name of list.split(',')) {
    const number = NAMES.indexOf(name.replace(/^cap_/, ''));
    if (number < 0) return undefined;
    bits |= 1n << BigInt(number);
  }
  return bits;
}

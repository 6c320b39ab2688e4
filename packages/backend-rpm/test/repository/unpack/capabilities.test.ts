import { describe, expect, it } from 'vitest';
import { encodeCapabilities } from '../../../src/repository/unpack/capabilities.ts';

/** `security.capability` as setcap(8) writes it: version and effective bit, then permitted and inheritable, low half and high half. */
function value(effective: boolean, permitted: bigint, inheritable = 0n): string {
  const bytes = Buffer.alloc(20);
  bytes.writeUInt32LE(effective ? 0x02000001 : 0x02000000, 0);
  bytes.writeUInt32LE(Number(permitted & 0xffffffffn), 4);
  bytes.writeUInt32LE(Number(inheritable & 0xffffffffn), 8);
  bytes.writeUInt32LE(Number(permitted >> 32n), 12);
  bytes.writeUInt32LE(Number(inheritable >> 32n), 16);
  return bytes.toString('hex');
}

const [SETUID, ADMIN, RAW, WAKE_ALARM, LAST] = [7, 12, 13, 35, 40].map(
  (bit) => 1n << BigInt(bit),
) as [...[bigint, bigint, bigint, bigint, bigint]];
const ALL = (1n << 41n) - 1n;

describe('capabilities of a file', () => {
  it('are the bytes that setcap writes', () => {
    expect(encodeCapabilities('cap_net_raw=ep')!.toString('hex')).toBe(
      '0100000200200000000000000000000000000000',
    );
  });

  it.each<[string, string]>([
    ['cap_net_raw=ep', value(true, RAW)],
    ['net_raw=ep', value(true, RAW)],
    ['cap_net_admin,cap_net_raw+ep', value(true, ADMIN | RAW)],
    ['cap_setuid=p', value(false, SETUID)],
    ['cap_setuid=i', value(false, 0n, SETUID)],
    ['cap_setuid=eip', value(true, SETUID, SETUID)],
    ['cap_wake_alarm=ep', value(true, WAKE_ALARM)],
    ['cap_wake_alarm,cap_chown=i', value(false, 0n, WAKE_ALARM | 1n)],
    ['cap_checkpoint_restore=p', value(false, LAST)],
    ['all=p', value(false, ALL)],
    ['=p', value(false, ALL)],
    ['=ep cap_chown-ep', value(true, ALL & ~1n)],
    ['cap_chown=p cap_setuid=i', value(false, 1n, SETUID)],
    ['cap_chown=p cap_chown+i', value(false, 1n, 1n)],
    ['cap_chown=p cap_chown=i', value(false, 0n, 1n)],
    ['cap_chown=eip cap_chown-i', value(true, 1n)],
    ['cap_chown=p+e-p+i', value(true, 0n, 1n)],
    ['  cap_chown=p\tcap_setuid+p ', value(false, 1n | SETUID)],
  ])("'%s'", (text, expected) => {
    expect(encodeCapabilities(text)!.toString('hex')).toBe(expected);
  });

  it.each(['', ' ', '=', 'cap_chown=', 'cap_chown=p cap_chown-p', 'cap_chown=e'])(
    "'%s' are none",
    (text) => {
      expect(encodeCapabilities(text)).toBeUndefined();
    },
  );

  it.each([
    ...[
      'cap_everything=ep',
      'cap_chown',
      'cap_chown=x',
      'cap_chown,=p',
      'CAP_CHOWN=p',
      'cap_chown =p',
    ],
    ...['cap_chown=p;', 'xcap_chown=p', 'cap_cap_chown=p'],
  ])("'%s' is no such text", (text) => {
    expect(encodeCapabilities(text)).toBeNull();
  });
});

import { expect, it } from 'vitest';
import { ownPrivileges, privilegesOf } from '../../src/shares/privileges.ts';

/** As Linux writes it, with a space behind the groups. */
const status = ({ uids = '0 0 0 0', groups = '', effective = '000001ffffffffff' }) => `Name:\tnode
Uid:\t${uids.replaceAll(' ', '\t')}
Gid:\t7\t7\t7\t7
FDSize:\t64
Groups:\t${groups} 
NStgid:\t12
CapPrm:\t000001ffffffffff
CapEff:\t${effective}
CapBnd:\t000001ffffffffff
`;

it('are those of root, with all its capabilities or fewer', () => {
  const all = { root: true, capabilities: 0x1ff_ffff_ffffn, groups: 0 };
  expect(privilegesOf(status({}))).toEqual(all);
  expect(privilegesOf(status({ effective: '00000000a80425fb' }))).toEqual({
    ...all,
    capabilities: 0xa804_25fbn,
  });
});

it('depend on the effective user', () => {
  expect(privilegesOf(status({ uids: '1000 0 1000 1000' })).root).toBe(true);
  expect(privilegesOf(status({ uids: '0 1000 0 0' })).root).toBe(false);
});

it.each([
  ['', 0],
  ['100', 1],
  ['4 24 100', 3],
])('groups: "%s"', (groups, count) => {
  expect(privilegesOf(status({ groups })).groups).toBe(count);
});

it('are told of this process', () => {
  const { root, groups } = ownPrivileges();
  expect(root).toBe(process.geteuid!() === 0);
  // That adds the primary one.
  expect([groups, groups + 1]).toContain(process.getgroups!().length);
});

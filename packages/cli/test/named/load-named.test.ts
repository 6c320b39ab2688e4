import { expect, it } from 'vitest';
import { loadNamed } from '../../src/named/load-named.ts';

it('what talks to VMs is the part of the installed package that makes none', async () => {
  const named = await loadNamed();
  expect(Object.keys(named)).toEqual(expect.arrayContaining(['execNamed', 'listVms', 'stopNamed']));
  expect(Object.keys(named)).not.toContain('run');
});

import { renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { templateKeyOf } from '../../src/start/template-key-of.ts';
import { applianceFiles, disk, planOf, share } from './plan.ts';

type Options = Parameters<typeof planOf>[0];

const appliance = applianceFiles();
const method = { accelerator: 'tcg', kernel: appliance.kernel } as const;
const nameOf = (options: Options = {}) =>
  templateKeyOf(planOf({ appliance, ...options }), method).name;

describe('the key of a saved VM', () => {
  it('is the same for the same VM, and names its files', () => {
    expect(nameOf()).toBe(nameOf());
    const { inputs } = templateKeyOf(planOf({ appliance }), method);
    const { kernel, initrd, root } = appliance;
    expect(inputs.map(([path]) => path)).toEqual(['/bin/true', kernel, initrd, root]);
  });

  const publish = (host: number) => [{ host, guest: 80 }];

  it.each<[string, Options, Options]>([
    ['which ports lead to it', { publish: publish(1) }, { publish: publish(2) }],
    ['whether its card reaches anything', { publish: publish(1) }, { network: true }],
    ['shares and disks', {}, { shares: [share()], daemon: '', disks: [disk()] }],
    ['its name', { hostname: 'a' }, { hostname: 'b' }],
    ['a time limit', {}, { timeout: 5 }],
  ])('is not of what it is given when it runs: %s', (_, one, other) => {
    expect(nameOf(one)).toBe(nameOf(other));
  });

  it.each<[string, Options]>([
    ['memory', { memory: 512 }],
    ['processors', { cpus: 2 }],
    ['a network card', { network: true }],
    ['words for the kernel', { append: 'x=1' }],
    ['a kernel that talks', { console() {} }],
    ['QEMU', { qemu: '/bin/false' }],
    ['a command that comes first', { warm: ['true'] }],
    ['a disk with modules', { appliance: { ...appliance, modules: appliance.root } }],
  ])('is another with another thing that the guest has seen: %s', (_, options) => {
    expect(nameOf(options)).not.toBe(nameOf());
  });

  it.each<[string, Options, Options]>([
    ['the command', { warm: ['true'] }, { warm: ['false'] }],
    ['its arguments', { warm: ['a', 'b'] }, { warm: ['a b'] }],
    ['the name', { warm: ['true'], hostname: 'a' }, { warm: ['true'], hostname: 'b' }],
    ['the network', { warm: ['true'], network: true }, { warm: ['true'], publish: publish(1) }],
  ])('is another where a command has run that may have seen it: %s', (_, one, other) => {
    expect(nameOf(one)).not.toBe(nameOf(other));
  });

  it('is another by the accelerator, and by the form of the kernel', () => {
    const plan = planOf({ appliance });
    const names = [
      method,
      { ...method, accelerator: 'kvm' as const },
      { ...method, kernel: '/unpacked' },
    ].map((each) => templateKeyOf(plan, each).name);
    expect(new Set(names).size).toBe(3);
  });

  it.each(['kernel', 'initrd', 'root'] as const)(
    'is another when the %s was replaced, or written to',
    (part) => {
      const files = applianceFiles();
      const name = () => templateKeyOf(planOf({ appliance: files }), method).name;
      const path = files[part];
      const names = [name()];
      writeFileSync(`${path}.new`, part);
      renameSync(`${path}.new`, path);
      names.push(name());
      writeFileSync(path, `${part}!`);
      names.push(name());
      utimesSync(path, 1, 1);
      names.push(name());
      expect(new Set(names).size).toBe(4);
      rmSync(path);
      expect(name).toThrow(/ENOENT/);
    },
  );
});

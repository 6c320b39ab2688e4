import { readFileSync } from 'node:fs';
import { available, hasProgram, output } from '@supermin/test-support/programs';
import { describe, expect, it } from 'vitest';
import { vmManifest } from '../../src/disk/vm-manifest.ts';
import { parseOptions } from '../../src/options.ts';
import { schemaFaults } from '../support/schema-faults.ts';

const SCHEMA = JSON.parse(
  readFileSync(new URL('../fixtures/kubevirt-v1.json', import.meta.url), 'utf8'),
);
const TO_JSON = 'import json,sys,yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)';
const UUID = '6fd0a3c2-91b5-4e0b-8a3c-5d2f7e1b9c04';

function hasYaml(): boolean {
  if (!hasProgram('python3')) return false;
  try {
    output('python3', ['-c', 'import yaml']);
    return true;
  } catch {
    return false;
  }
}

interface Manifest {
  metadata: { name: string };
  spec: { template: { spec: Record<string, unknown> } };
}

/** Of a document, whatever is in it. */
// biome-ignore lint/suspicious/noExplicitAny: it is looked into without a type for each level
type Fields = Record<string, any>;

/** Read by PyYAML. */
function manifestOf(reference: string, architecture = 'amd64'): Manifest {
  const { reference: parsed } = parseOptions({ kind: 'disk', reference });
  const platform = { architecture, os: 'linux' };
  const text = vmManifest({ reference: parsed, platform, uuid: UUID });
  return JSON.parse(output('python3', ['-c', TO_JSON], { input: text }).toString());
}

describe.skipIf(!available('vm.yaml, by PyYAML', hasYaml()))('vm.yaml', () => {
  it('has nothing that is not in the schema, and all that must be there', () => {
    expect(schemaFaults(SCHEMA, manifestOf('registry.example/team/app:1'))).toEqual([]);
  });

  it('keeps to what KubeVirt asks for besides: each disk has a volume, and arguments have a kernel', () => {
    const { spec } = manifestOf('app') as unknown as { spec: Fields };
    const vm = spec.template.spec;
    const namesOf = (list: Fields[]) => list.map(({ name }) => name);
    expect(namesOf(vm.volumes)).toEqual(namesOf(vm.domain.devices.disks));
    expect(spec.running).toBeUndefined();
    const { kernelArgs, container } = vm.domain.firmware.kernelBoot;
    expect(kernelArgs).not.toBe('');
    expect(container.image).toBe(vm.volumes[0].containerDisk.image);
    expect([container.kernelPath, container.initrdPath]).toEqual(['/boot/kernel', '/boot/initrd']);
  });

  it.each<[string, (vm: Fields) => void, string]>([
    [
      'a kernel without an image',
      (vm) => delete vm.domain.firmware.kernelBoot.container.image,
      'kernelBoot.container.image is missing',
    ],
    [
      'a misspelt path',
      (vm) => {
        vm.domain.firmware.kernelBoot.container.initrd = '/boot/initrd';
      },
      'container.initrd is not in the schema',
    ],
    [
      'a relative path',
      (vm) => {
        vm.volumes[0].containerDisk.path = 'disk/root.qcow2';
      },
      'containerDisk.path does not match ^/',
    ],
    [
      'a bus that is none',
      (vm) => {
        vm.domain.devices.disks[0].disk.bus = 'ide';
      },
      'disk.bus cannot be ide',
    ],
    [
      'an amount that is none',
      (vm) => {
        vm.domain.memory.guest = '1GiB';
      },
      'memory.guest does not match',
    ],
  ])('would not pass with %s', (_, change, said) => {
    const manifest = manifestOf('app');
    change(manifest.spec.template.spec as Fields);
    expect(schemaFaults(SCHEMA, manifest)).toEqual([expect.stringContaining(said)]);
  });

  it('names the image, and what is in it, twice', () => {
    const image = 'registry.example:5000/team/app:1.0';
    expect(manifestOf(image).spec.template.spec).toMatchObject({
      architecture: 'amd64',
      domain: {
        devices: { disks: [{ name: 'root', disk: { bus: 'virtio' } }] },
        firmware: {
          kernelBoot: {
            kernelArgs: `console=ttyS0 root=UUID=${UUID}`,
            container: { image, kernelPath: '/boot/kernel', initrdPath: '/boot/initrd' },
          },
        },
      },
      volumes: [{ name: 'root', containerDisk: { image, path: '/disk/root.qcow2' } }],
    });
  });

  it.each([
    ['app', 'app'],
    ['registry.example/team/my_app.x:1', 'my-app-x'],
    [`${'x'.repeat(62)}-y`, 'x'.repeat(62)],
    ['123', '123'],
  ])('calls the VM of %s %s', (reference, name) => {
    expect(manifestOf(reference).metadata.name).toBe(name);
  });

  it.each([
    ['arm64', 'ttyAMA0'],
    ['s390x', 'ttysclp0'],
    ['riscv64', 'ttyS0'],
  ])('has the console of %s', (architecture, console) => {
    expect(JSON.stringify(manifestOf('app', architecture))).toContain(`console=${console} `);
  });
});

it('the schema finds what is wrong', () => {
  const bad = {
    apiVersion: 'kubevirt.io/v1',
    kind: 'VirtualMachine',
    metadata: {},
    spec: { x: 1 },
  };
  expect(schemaFaults(SCHEMA, bad)).toEqual([
    ': metadata.name is missing',
    ': spec.template is missing',
    ': spec.x is not in the schema',
  ]);
});

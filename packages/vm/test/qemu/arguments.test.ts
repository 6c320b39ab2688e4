import { describe, expect, it } from 'vitest';
import { qemuArguments, type VmPlan } from '../../src/qemu/arguments.ts';
import { machineFor } from '../../src/qemu/machine.ts';

const PLAN: VmPlan = {
  machine: machineFor('x86_64'),
  accelerator: 'tcg',
  memory: 512,
  cpus: 2,
  kernel: '/k',
  initrd: '/i',
  root: '/images/a,b',
  commandLine: 'root=/dev/vda quiet',
  ports: [{ name: 'control', fd: 3 }],
  shares: [],
  disks: [],
  more: [],
};

/** The value after an option. */
const after = (args: string[], option: string) => args[args.indexOf(option) + 1];

describe('qemuArguments', () => {
  it('starts with nothing and adds what the guest uses', () => {
    expect(qemuArguments(PLAN)).toEqual([
      ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none'],
      ...['-machine', 'q35,vmport=off,sata=off,smbus=off', '-accel', 'tcg', '-cpu', 'max,la57=off'],
      ...['-smp', '2', '-m', '512', '-kernel', '/k', '-initrd', '/i'],
      ...['-append', 'root=/dev/vda quiet'],
      ...['-chardev', 'stdio,id=console,signal=off', '-serial', 'chardev:console'],
      '-drive',
      'file=/images/a,,b,format=raw,if=none,id=root,snapshot=on,werror=report,cache=unsafe,file.locking=off',
      ...['-device', 'virtio-blk-pci,drive=root', '-device', 'virtio-serial-pci,max_ports=2'],
      ...['-chardev', 'socket,id=control,fd=3'],
      ...['-device', 'virtserialport,chardev=control,name=control'],
    ]);
  });

  it('takes the CPU of the host with KVM', () => {
    expect(after(qemuArguments({ ...PLAN, accelerator: 'kvm' }), '-cpu')).toBe('host');
  });

  it('shares the memory of the guest with virtiofsd', () => {
    const args = qemuArguments({ ...PLAN, shares: [{ tag: 't', type: 'virtiofs', fd: 9 }] });
    expect(after(args, '-machine')).toMatch(/,memory-backend=memory$/);
    expect(after(args, '-object')).toBe('memory-backend-memfd,id=memory,size=512M,share=on');
    expect(args).toContain('socket,id=t,fd=9');
    expect(args).toContain('vhost-user-fs-pci,chardev=t,tag=t');
  });

  it('shares by virtiofs on a bus that is not modern by itself', () => {
    const shares = [{ tag: 't', type: 'virtiofs', fd: 9 }] as const;
    const args = qemuArguments({ ...PLAN, machine: machineFor('armv7l'), shares });
    expect(after(args, '-global')).toBe('virtio-mmio.force-legacy=false');
    expect(qemuArguments({ ...PLAN, machine: machineFor('armv7l') })).not.toContain('-global');
    expect(qemuArguments({ ...PLAN, shares })).not.toContain('-global');
  });

  it('serves 9p itself, read-only where that is asked for', () => {
    const args = qemuArguments({
      ...PLAN,
      shares: [{ tag: 't', type: '9p', directory: '/d,e', readOnly: true }],
    });
    expect(after(args, '-fsdev')).toBe(
      'local,id=t,path=/d,,e,security_model=none,multidevs=remap,readonly=on',
    );
    expect(args).toContain('virtio-9p-pci,fsdev=t,mount_tag=t');
    expect(after(args, '-machine')).not.toContain('memory-backend');
  });

  it('has what was written to the root over its image, and keeps what is written or throws it away', () => {
    const root = (written: boolean) =>
      after(qemuArguments({ ...PLAN, layer: { file: '/l,1', written } }), '-drive');
    const image =
      'file=/l,,1,format=qcow2,backing.driver=raw,backing.file.filename=/images/a,,b,backing.file.locking=off,if=none,id=root';
    const how = 'werror=report,cache=unsafe,file.locking=off';
    expect(root(true)).toBe(`${image},${how}`);
    expect(root(false)).toBe(`${image},snapshot=on,${how}`);
  });

  it.each([
    [false, false],
    [true, false],
    [true, true],
  ])('has its memory in a file: shared %s, restored %s', (shared, restored) => {
    const saved = { memory: '/m,1', monitor: 5, shared, restored, bare: false };
    const args = qemuArguments({ ...PLAN, saved });
    const share = shared ? 'on' : 'off';
    expect(after(args, '-object')).toBe(
      `memory-backend-file,id=memory,size=512M,mem-path=/m,,1,share=${share}`,
    );
    expect(after(args, '-machine')).toMatch(/,memory-backend=memory$/);
    expect(args.includes('-incoming')).toBe(restored);
    expect(args.includes('-kernel')).toBe(!restored);
    expect(args).toContain('socket,id=monitor,fd=5');
    expect(args).toContain('pcie-root-port,id=plugs');
  });

  it('has neither a kernel nor devices where it is restored, but a monitor and a port for them', () => {
    const saved = { memory: '/m', monitor: 5, shared: false, restored: true, bare: true };
    const shares = [{ tag: 't', type: 'virtiofs', fd: 9 }] as const;
    const disks = [{ file: '/disk', format: 'raw', readOnly: true }] as const;
    const network = { isolated: false, publish: [] };
    const args = qemuArguments({ ...PLAN, saved, shares, disks, network, more: ['-last'] });
    const drive = args.indexOf('-drive');
    expect(args.slice(args.indexOf('-smp'), drive)).toEqual([
      ...['-smp', '2', '-m', '512', '-object'],
      'memory-backend-file,id=memory,size=512M,mem-path=/m,share=off',
      ...['-chardev', 'socket,id=monitor,fd=5', '-mon', 'chardev=monitor,mode=control'],
      ...['-incoming', 'defer'],
      ...['-chardev', 'stdio,id=console,signal=off', '-serial', 'chardev:console'],
    ]);
    expect(args.slice(drive + 2)).toEqual([
      ...['-device', 'virtio-blk-pci,drive=root', '-device', 'virtio-serial-pci,max_ports=2'],
      ...['-chardev', 'socket,id=control,fd=3'],
      ...['-device', 'virtserialport,chardev=control,name=control'],
      ...['-chardev', 'socket,id=t,fd=9'],
      ...['-netdev', 'user,id=network,ipv6=off'],
      ...['-device', 'virtio-net-pci,netdev=network,romfile='],
      ...['-device', 'pcie-root-port,id=plugs', '-last'],
    ]);
  });

  it('has its kernel, and devices from the beginning, where it is to be saved with them', () => {
    const saved = { monitor: 5, shared: true, restored: false, bare: false };
    const args = qemuArguments({ ...PLAN, saved });
    expect(args.slice(args.indexOf('-mon') + 2, args.indexOf('-append'))).toEqual([
      ...['-kernel', '/k', '-initrd', '/i'],
    ]);
    const disks = [{ file: '/disk', format: 'raw', readOnly: true }] as const;
    const shares = [{ tag: 't', type: '9p', directory: '/d', readOnly: false }] as const;
    const all = qemuArguments({ ...PLAN, saved, disks, shares });
    expect(all).toContain('virtio-blk-pci,drive=disk0,serial=disk0');
    expect(all).toContain('virtio-9p-pci,fsdev=t,mount_tag=t');
  });

  it('has random numbers where the processor has none', () => {
    const args = qemuArguments({ ...PLAN, machine: machineFor('s390x') });
    expect(args.slice(-2)).toEqual(['-device', 'virtio-rng-ccw']);
  });

  it('has what serves the shares of a bare saved VM, and neither their devices nor disks', () => {
    const saved = { memory: '/m', monitor: 5, shared: true, restored: true, bare: true };
    const shares = [
      { tag: 's', type: 'virtiofs', fd: 9 },
      { tag: 't', type: '9p', directory: '/d', readOnly: true },
    ] as const;
    const disks = [{ file: '/disk', format: 'raw', readOnly: true }] as const;
    const args = qemuArguments({ ...PLAN, saved, shares, disks });
    expect(args).toContain('socket,id=s,fd=9');
    expect(args.join(' ')).toContain('-fsdev local,id=t,path=/d,');
    expect(args.join(' ')).not.toMatch(/vhost-user-fs|virtio-9p|serial=disk/);
    expect(qemuArguments({ ...PLAN, shares, disks })).not.toContain('pcie-root-port,id=plugs');
  });

  it('has a memory that can be saved, and that QEMU makes itself', () => {
    const saved = { monitor: 5, shared: true, restored: false, bare: true };
    const args = qemuArguments({ ...PLAN, saved });
    expect(after(args, '-object')).toBe('memory-backend-memfd,id=memory,size=512M,share=on');
    expect(after(args, '-machine')).toMatch(/,memory-backend=memory$/);
  });

  it.each([
    ['aarch64', 'virtio-blk-pci'],
    ['armv7l', 'virtio-blk-device'],
    ['s390x', 'virtio-blk-ccw'],
    ['ppc64le', 'virtio-blk-pci'],
    ['riscv64', 'virtio-blk-pci'],
    ['i686', 'virtio-blk-pci'],
  ] as const)('%s has its disk on its own bus', (arch, device) => {
    expect(qemuArguments({ ...PLAN, machine: machineFor(arch) })).toContain(`${device},drive=root`);
  });
});

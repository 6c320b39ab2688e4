import type { Platform } from '@supermin/core/oci';
import type { Reference } from '../options.ts';
import { DISK_PATHS } from './disk-tree.ts';

/** What a VM is started with. */
export interface VmParts {
  reference: Reference;
  platform: Platform;
  /** Of the root. */
  uuid: string;
}

/** `console=` of Linux for the serial port that KubeVirt's machines have, by architecture. */
const CONSOLES: Readonly<Record<string, string>> = {
  arm64: 'ttyAMA0',
  ppc64le: 'hvc0',
  s390x: 'ttysclp0',
};

/** The longest name that Kubernetes takes everywhere. */
const LONGEST_NAME = 63;

/** The kernel's command line. The root is known by its UUID: where it is among the disks depends on the machine. */
export function kernelArguments({ platform, uuid }: Pick<VmParts, 'platform' | 'uuid'>): string {
  return `console=${CONSOLES[platform.architecture] ?? 'ttyS0'} root=UUID=${uuid}`;
}

/**
 * A manifest for `kubectl apply`, https://kubevirt.io/user-guide: a VM that boots the image's kernel and has its disk, through a
 * layer that is gone when it ends. It is started again if it fails, not if it powers off.
 */
export function vmManifest(parts: VmParts): string {
  const { reference, platform } = parts;
  const image = JSON.stringify(reference.whole);
  return `# Push this layout as the image below (skopeo copy --all oci:DIRECTORY docker://IMAGE), then: kubectl apply -f vm.yaml
apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata:
  name: ${JSON.stringify(resourceName(reference.name))}
spec:
  runStrategy: RerunOnFailure
  template:
    spec:
      architecture: ${JSON.stringify(platform.architecture)}
      terminationGracePeriodSeconds: 0
      domain:
        memory:
          guest: 1Gi
        devices:
          rng: {}
          disks:
            - name: root
              disk:
                bus: virtio
        firmware:
          kernelBoot:
            kernelArgs: ${JSON.stringify(kernelArguments(parts))}
            container:
              image: ${image}
              kernelPath: ${DISK_PATHS.kernel}
              initrdPath: ${DISK_PATHS.initrd}
      volumes:
        - name: root
          containerDisk:
            image: ${image}
            path: ${DISK_PATHS.root}
`;
}

/** `registry.example/team/my_appliance` to `my-appliance`: RFC 1123, as Kubernetes wants names. */
function resourceName(name: string): string {
  const last = name.slice(name.lastIndexOf('/') + 1);
  const spelled = last.replace(/[^a-z0-9]+/g, '-').slice(0, LONGEST_NAME);
  return spelled.replace(/-+$/, '');
}

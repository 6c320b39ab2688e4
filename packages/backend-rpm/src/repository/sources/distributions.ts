import { baseArchitecture } from '../architecture.ts';
import type { Source } from './source.ts';

/** What is known of a distribution's repositories. */
interface Distribution {
  /** Its archives, and where the distribution itself has them. */
  archives: Readonly<Record<string, string>>;
  /** The archive that an architecture is in. */
  archiveOf(arch: string): string;
  /** Repositories below an archive, `RELEASE` and `ARCH` standing for themselves. */
  repositories(release: string): readonly (readonly [id: string, path: string])[];
  /** Files with its keys, on this distribution and on others. */
  keys(release: string): readonly string[];
}

const SECONDARY: ReadonlySet<string> = new Set(['ppc64le', 's390x']);

export const DISTRIBUTIONS: Readonly<Record<string, Distribution>> = {
  fedora: {
    archives: {
      fedora: 'https://dl.fedoraproject.org/pub/fedora/linux',
      'fedora-secondary': 'https://dl.fedoraproject.org/pub/fedora-secondary',
    },
    archiveOf: (arch) => (SECONDARY.has(arch) ? 'fedora-secondary' : 'fedora'),
    repositories: (release) =>
      release === 'rawhide'
        ? [['rawhide', 'development/rawhide/Everything/ARCH/os']]
        : [
            ['fedora', 'releases/RELEASE/Everything/ARCH/os'],
            ['updates', 'updates/RELEASE/Everything/ARCH'],
          ],
    keys: (release) => [
      `/etc/pki/rpm-gpg/RPM-GPG-KEY-fedora-${release}-primary`,
      `/usr/share/distribution-gpg-keys/fedora/RPM-GPG-KEY-fedora-${release}-primary`,
    ],
  },
};

/** `fedora:42`, taken apart. */
export interface ReleaseName {
  distribution: string;
  release: string;
}

export function parseReleaseName(text: string): ReleaseName | undefined {
  const match = /^([a-z][a-z0-9-]*):([a-z0-9][a-z0-9.-]*)$/.exec(text);
  if (match === null || !Object.hasOwn(DISTRIBUTIONS, match[1]!)) return undefined;
  return { distribution: match[1]!, release: match[2]! };
}

/** Repositories of a release, as an installation has them. */
export function releaseSources({ distribution, release }: ReleaseName, arch: string): Source[] {
  const { archives, archiveOf, repositories, keys } = DISTRIBUTIONS[distribution]!;
  const archive = archiveOf(arch);
  return repositories(release).map(([id, path]) => {
    const below = path.replace('RELEASE', release).replace('ARCH', baseArchitecture(arch));
    return {
      ...{ id, addresses: [`${archives[archive]!}/${below}`], archive, keys: keys(release) },
      ...{ checkPackages: true, checkIndex: false, priority: 99, cost: 1000 },
      ...{ exclude: [], include: [] },
    };
  });
}

/** Where the distribution itself has an archive. */
export function ownAddress(archive: string): string | undefined {
  const found = Object.values(DISTRIBUTIONS).find(({ archives }) =>
    Object.hasOwn(archives, archive),
  );
  return found?.archives[archive];
}

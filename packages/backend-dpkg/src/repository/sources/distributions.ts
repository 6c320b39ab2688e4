import { nearestName } from '@supermin/core';
import type { Source } from './source.ts';

/** What is known of a distribution's repositories. */
interface Distribution {
  /** Its archives, and where the distribution itself has them. */
  archives: Readonly<Record<string, string>>;
  /** Suites in apt's usual order, `*` for the release's name. */
  suites: readonly (readonly [archive: string, suite: string])[];
  components: readonly string[];
  /** Where archives of the past are; `ARCHIVE` and `TIME` stand for themselves. */
  snapshots: string;
  /** Keyrings of its packages of keys. */
  keyrings: readonly string[];
  /** Names of releases that are in use, for hints. */
  releases: readonly string[];
  /** Releases that are spelled in other ways, or have other suites. */
  rolling: readonly string[];
  /** The package with its smallest kernel, by architecture, and what else there is. */
  kernels: Readonly<Record<string, string>>;
}

export const DISTRIBUTIONS: Readonly<Record<string, Distribution>> = {
  debian: {
    archives: {
      debian: 'http://deb.debian.org/debian',
      'debian-security': 'http://deb.debian.org/debian-security',
    },
    suites: [
      ['debian', '*'],
      ['debian', '*-updates'],
      ['debian-security', '*-security'],
    ],
    components: ['main'],
    snapshots: 'http://snapshot.debian.org/archive/ARCHIVE/TIME',
    keyrings: ['/usr/share/keyrings/debian-archive-keyring.gpg'],
    releases: ['bookworm', 'trixie', 'bullseye', 'forky', 'sid', 'stable', 'testing', 'unstable'],
    // Nothing but the suite itself.
    rolling: ['sid', 'unstable', 'experimental'],
    kernels: {
      amd64: 'linux-image-cloud-amd64',
      arm64: 'linux-image-cloud-arm64',
      i386: 'linux-image-686-pae',
      armhf: 'linux-image-armmp',
      armel: 'linux-image-rpi',
      ppc64el: 'linux-image-powerpc64le',
      riscv64: 'linux-image-riscv64',
      s390x: 'linux-image-s390x',
    },
  },
};

const TIME = /^\d{8}T\d{6}Z$/;

/** `debian:bookworm@20260101T000000Z`, taken apart. */
export interface ReleaseName {
  distribution: string;
  release: string;
  snapshot: string | undefined;
}

export function parseReleaseName(text: string): ReleaseName | undefined {
  const match = /^([a-z][a-z0-9-]*):([a-z][a-z0-9.-]*)(?:@(.+))?$/.exec(text);
  if (match === null || !Object.hasOwn(DISTRIBUTIONS, match[1]!)) return undefined;
  const [, distribution, release, snapshot] = match;
  if (snapshot !== undefined && !TIME.test(snapshot)) return undefined;
  return { distribution: distribution!, release: release!, snapshot };
}

/** Sources of a release, as its installer leaves them. */
export function releaseSources({ distribution, release, snapshot }: ReleaseName): Source[] {
  const { archives, suites, components, snapshots, keyrings, rolling } =
    DISTRIBUTIONS[distribution]!;
  const all = rolling.includes(release) ? suites.slice(0, 1) : suites;
  return all.map(([archive, suite]) => ({
    uri:
      snapshot === undefined
        ? archives[archive]!
        : snapshots.replace('ARCHIVE', archive).replace('TIME', snapshot),
    archive: snapshot === undefined ? archive : undefined,
    suite: suite.replace('*', release),
    components,
    signedBy: keyrings,
    ignoreExpiry: snapshot !== undefined,
  }));
}

/** The name of the distribution that an archive is of. */
export function distributionOf(archive: string): string | undefined {
  return Object.keys(DISTRIBUTIONS).find((name) => DISTRIBUTIONS[name]!.archives[archive]);
}

/** Where the distribution itself has an archive. */
export function ownAddress(archive: string): string | undefined {
  const distribution = distributionOf(archive);
  return distribution && DISTRIBUTIONS[distribution]!.archives[archive];
}

/** `debian/20260101T000000Z`, of the address where a distribution itself has that archive of the past. */
export function snapshotPath(uri: string): string | undefined {
  for (const { snapshots } of Object.values(DISTRIBUTIONS)) {
    const place = snapshots.slice(0, snapshots.indexOf('ARCHIVE'));
    if (uri.startsWith(place)) return uri.slice(place.length);
  }
  return undefined;
}

/** The release that was probably meant by the suite of a distribution's own archive. */
export function nearestRelease({ archive = '', suite }: Source): string | undefined {
  const distribution = distributionOf(archive);
  return distribution && nearestName(suite, DISTRIBUTIONS[distribution]!.releases);
}

import { type BytePath, ownEntry } from '@supermin/core';
import { DEFAULT_LEVEL } from './sig-level.ts';
import type { Source } from './source.ts';

/** What is known of a distribution's repositories. */
interface Distribution {
  /** Where the distribution itself has them. */
  uri: string;
  /** Where those of the past are; `DATE` stands for itself: `2026/01/01`. */
  snapshots: string;
  /** Directory of a repository. */
  directory: (repository: string, arch: string) => string;
  repositories: readonly string[];
  /** What may stand behind the colon: it has no releases. */
  releases: readonly string[];
  /** Keyrings of its packages of keys, in Arch and in Debian. */
  keyrings: readonly BytePath[];
}

const DISTRIBUTIONS: Readonly<Record<string, Distribution>> = {
  arch: {
    uri: 'https://geo.mirror.pkgbuild.com',
    snapshots: 'https://archive.archlinux.org/repos/DATE',
    directory: (repository, arch) => `${repository}/os/${arch}`,
    repositories: ['core', 'extra'],
    releases: ['rolling'],
    keyrings: ['/usr/share/pacman/keyrings/archlinux.gpg', '/usr/share/keyrings/archlinux.gpg'],
  },
};

/** `arch@2026/01/01`, taken apart. */
export interface ReleaseName {
  distribution: string;
  snapshot: string | undefined;
}

const WORD = /^([a-z][a-z0-9-]*)(?::([a-z0-9.-]*))?(?:@(.+))?$/;

export function parseReleaseName(text: string): ReleaseName | undefined {
  const [, name = '', release, snapshot] = WORD.exec(text) ?? [];
  const distribution = ownEntry(DISTRIBUTIONS, name);
  if (distribution === undefined) return undefined;
  if (release !== undefined && !distribution.releases.includes(release)) return undefined;
  if (snapshot === undefined) return { distribution: name, snapshot };
  const [, year, month, day] = /^(\d{4})[/-]?(\d\d)[/-]?(\d\d)$/.exec(snapshot) ?? [];
  return day === undefined
    ? undefined
    : { distribution: name, snapshot: `${year}/${month}/${day}` };
}

/** Its repositories, as an installation of it has them. */
export function releaseSources({ distribution, snapshot }: ReleaseName, arch: string): Source[] {
  const { uri, snapshots, directory, repositories, keyrings } = DISTRIBUTIONS[distribution]!;
  return repositories.map((name) => ({
    name,
    uri: snapshot === undefined ? uri : snapshots.replace('DATE', snapshot),
    directory: directory(name, arch),
    mirrors: [],
    archive: snapshot === undefined ? distribution : undefined,
    sigLevel: DEFAULT_LEVEL,
    keyrings,
  }));
}

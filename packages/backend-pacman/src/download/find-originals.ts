import { mkdirSync } from 'node:fs';
import {
  absolutePath,
  type BytePath,
  type CallContext,
  type Host,
  joinPath,
  localHost,
  type PristineOptions,
  toSystemPath,
} from '@supermin/core';
import type { InstalledPackage } from '../database/installed-package.ts';
import { CONFIGURATION } from '../database/locations.ts';
import { downloadFailed } from '../errors.ts';
import type { Section } from '../format/configuration.ts';
import type { PackageInfo } from '../format/package-info.ts';
import { readPackageInfo } from '../pristine/archive.ts';
import { cacheDirectories, findCached } from './cache.ts';
import { choosePacman } from './launcher.ts';
import { Pacman } from './pacman.ts';
import { privateConfiguration } from './private-configuration.ts';
import { readConfiguration } from './read-configuration.ts';

export interface FindContext extends CallContext {
  /** That of most installed packages. */
  arch: string;
}

interface Configuration {
  /** The root that it belongs to, and what it names. */
  host: Host;
  sections: readonly Section[];
}

/**
 * The package files of the packages: from the cache of the root where it has the installed version, else downloaded; that
 * version, or the newest, with a word, where it is not to be had any more.
 *
 * @throws SuperminError `PACMAN_CONFIGURATION`, `PACMAN_DOWNLOADER_MISSING`, `PACMAN_DOWNLOAD_FAILED`
 */
export async function findOriginals(
  context: FindContext,
  packages: readonly InstalledPackage[],
  options: PristineOptions,
): Promise<Map<InstalledPackage, BytePath>> {
  const configuration = await chooseConfiguration(context.host, options.packagerConfig);
  const caches = cacheDirectories(configuration.sections);
  const found = new Map<InstalledPackage, BytePath>();
  for (const each of packages) {
    const cached = findCached(configuration.host, caches, each);
    if (cached !== undefined) found.set(each, cached);
  }
  const missing = packages.filter((each) => !found.has(each));
  if (missing.length === 0) return found;
  const downloaded = await downloadAll(context, configuration, missing, options);
  return new Map([...found, ...downloaded]);
}

/** The user's own file is one of this machine, also with `--root`. */
async function chooseConfiguration(host: Host, own: BytePath | undefined): Promise<Configuration> {
  if (own === undefined) return { host, sections: await readConfiguration(host, CONFIGURATION) };
  const machine = localHost();
  return { host: machine, sections: await readConfiguration(machine, absolutePath(own)) };
}

async function downloadAll(
  context: FindContext,
  { host, sections }: Configuration,
  packages: readonly InstalledPackage[],
  { temporaryDirectory }: PristineOptions,
): Promise<Map<InstalledPackage, BytePath>> {
  const scratch = joinPath(temporaryDirectory, 'pacman');
  mkdirSync(toSystemPath(scratch), { recursive: true });
  const pacman = new Pacman({
    command: await choosePacman(context),
    host,
    configuration: privateConfiguration(sections, { host, arch: context.arch }),
    keys: sections.flatMap(({ settings }) => settings).find(({ key }) => key === 'GPGDir')?.value,
    scratch,
    signal: context.signal,
  });
  const download = new Download(context, pacman);
  // Other repositories of the same names may hold something else.
  if (host === context.host && pacman.adoptDatabases(host)) await download.exact(packages, false);
  const outdated = packages.filter((each) => !download.found.has(each));
  if (outdated.length > 0) await download.exact(outdated, true);
  for (const each of packages) if (!download.found.has(each)) await download.newest(each);
  return download.found;
}

/**
 * pacman fetches nothing at all where one of the packages is not to be had, and says so in various ways: what counts is
 * which package files lie there in the end, by what they say of themselves.
 */
class Download {
  readonly found = new Map<InstalledPackage, BytePath>();
  readonly #known = new Map<BytePath, PackageInfo>();

  constructor(
    private readonly context: FindContext,
    private readonly pacman: Pacman,
  ) {}

  /** The installed versions: all in one call; when that did not bring all, the missing ones by themselves. */
  async exact(packages: readonly InstalledPackage[], refresh: boolean): Promise<void> {
    await this.#request(packages, refresh);
    if (packages.length === 1) return;
    for (const each of packages) if (!this.found.has(each)) await this.#request([each], false);
  }

  async newest(wanted: InstalledPackage): Promise<void> {
    const { complaint } = await this.#call([wanted.name], false);
    const [path, info] = [...this.#known].find(([, { name }]) => name === wanted.name) ?? [];
    if (path === undefined) throw downloadFailed(wanted.id, complaint);
    this.found.set(wanted, path);
    this.context.report({
      kind: 'warning',
      text: `${wanted.id} ${wanted.version} cannot be downloaded any more; its config files are taken from ${info!.version}`,
      hint: 'upgrade the package, or take the config files as they are with --use-installed',
    });
  }

  async #request(packages: readonly InstalledPackage[], refresh: boolean): Promise<void> {
    await this.#call(
      packages.map(({ name, version }) => `${name}=${version}`),
      refresh,
    );
    for (const each of packages) {
      const [path] = [...this.#known].find(([, info]) => isOf(info, each)) ?? [];
      if (path !== undefined) this.found.set(each, path);
    }
  }

  async #call(specs: readonly string[], refresh: boolean): Promise<{ complaint: string }> {
    const delivery = await this.pacman.download(specs, { refresh });
    for (const path of delivery.archives) {
      if (this.#known.has(path)) continue;
      this.#known.set(path, await readPackageInfo(path, this.context.signal));
    }
    return delivery;
  }
}

function isOf({ name, version }: PackageInfo, wanted: InstalledPackage): boolean {
  return name === wanted.name && version === wanted.version;
}

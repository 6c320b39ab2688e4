import { mkdirSync, readdirSync } from 'node:fs';
import {
  absolutePath,
  type BytePath,
  type CallContext,
  joinPath,
  type PristineOptions,
  shownPath,
  toSystemPath,
} from '@supermin/core';
import { permitted } from '@supermin/core/backend';
import type { InstalledPackage } from '../database/installed-package.ts';
import { downloadFailed } from '../errors.ts';
import { openPackageFile } from '../format/package-file.ts';
import { Tag } from '../format/tags.ts';
import { compareEvr } from '../version/evr.ts';
import type { Downloader, DownloadRequest, RootRequest } from './downloader.ts';

export interface DownloadContext extends CallContext {
  downloader: Downloader;
  releaseVersion: string | undefined;
  options: PristineOptions;
}

/** What a call brought. */
interface Delivery {
  archives: readonly Archive[];
  /** What the program said on standard error, or its status. */
  complaint: string;
  /** How it ended. */
  status: number;
}

interface Archive {
  path: BytePath;
  name: string;
  arch: string;
  evr: { epoch: number; version: string; release: string };
}

/**
 * The archives of the packages: the installed version of each, or the newest, with a word, where that is not to be had any
 * more. Programs report a package that they do not find in four ways (one is not at all), so what counts is which packages
 * lie there in the end, by their headers.
 *
 * All in one call; when that did not bring all, the missing ones by themselves, since some programs then fetch none.
 *
 * @throws SuperminError `RPM_DOWNLOAD_FAILED`
 */
export async function downloadOriginals(
  context: DownloadContext,
  packages: readonly InstalledPackage[],
): Promise<Map<InstalledPackage, BytePath>> {
  const session = new Session(context);
  const { exact, newest } = context.downloader;
  const found = new Map<InstalledPackage, BytePath>();
  const together = await session.call(packages.map(exact));
  for (const wanted of packages) {
    const isWanted = (each: Archive) => isVersionOf(each, wanted);
    const archive =
      together.archives.find(isWanted) ??
      (packages.length > 1
        ? (await session.call([exact(wanted)])).archives.find(isWanted)
        : undefined);
    found.set(wanted, (archive ?? (await downloadNewest(context, session, wanted, newest))).path);
  }
  return found;
}

async function downloadNewest(
  { report }: DownloadContext,
  session: Session,
  wanted: InstalledPackage,
  newest: Downloader['newest'],
): Promise<Archive> {
  const { archives, complaint, status } = await session.call([newest(wanted)]);
  const [archive] = archives
    .filter(({ name }) => name === wanted.name)
    .sort((a, b) => Number(b.arch === wanted.arch) - Number(a.arch === wanted.arch));
  if (archive === undefined) throw downloadFailed(wanted.id, complaint, status);
  report({
    kind: 'warning',
    text: `${wanted.id} ${wanted.version} cannot be downloaded any more; its config files are taken from ${archive.evr.version}-${archive.evr.release}`,
    hint: 'upgrade the package, or take the config files as they are with --use-installed',
  });
  return archive;
}

function isVersionOf(archive: Archive, { name, arch, evr }: InstalledPackage): boolean {
  return archive.name === name && archive.arch === arch && compareEvr(archive.evr, evr) === 0;
}

/** Calls of the program, each with a directory of its own. */
class Session {
  #calls = 0;

  constructor(private readonly context: DownloadContext) {}

  async call(specs: readonly string[]): Promise<Delivery> {
    const { downloader, host, signal, options } = this.context;
    const base = joinPath(options.temporaryDirectory, `rpm-${this.#calls++}`);
    const target = joinPath(base, 'packages');
    const scratch = joinPath(options.temporaryDirectory, 'rpm-cache');
    for (const path of [target, scratch]) mkdirSync(toSystemPath(path), { recursive: true });
    const { packagerConfig } = options;
    const request: DownloadRequest = {
      specs,
      target: argument(target),
      scratch: argument(scratch),
      config: packagerConfig === undefined ? undefined : argument(absolutePath(packagerConfig)),
      root: host.root === '/' ? undefined : this.#root(),
    };
    const result = await host.run(downloader.program, downloader.arguments(request), {
      cwd: target,
      signal,
    });
    return {
      archives: await listArchives(target, signal),
      status: result.status,
      complaint:
        complaintOf(result.stderr.toString('utf8')) ??
        `${downloader.program} ended with status ${result.status} and did not say why`,
    };
  }

  #root(): RootRequest {
    const { host, releaseVersion } = this.context;
    return {
      find: (path) => {
        const isThere = permitted(() => host.stat(path)) !== undefined;
        return isThere ? argument(shownPath(host, path)) : undefined;
      },
      releaseVersion,
    };
  }
}

/** The line that tells most; undefined if there is none. */
function complaintOf(said: string): string | undefined {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => /no (package|match)|not found|error/i.test(line)) ?? lines[0];
}

/** At any depth: zypper makes a directory a repository and architecture, urpmi one of its own. */
async function listArchives(directory: BytePath, signal: AbortSignal): Promise<Archive[]> {
  const archives: Archive[] = [];
  const entries = readdirSync(toSystemPath(directory), { withFileTypes: true, encoding: 'buffer' });
  for (const entry of entries) {
    const path = joinPath(directory, entry.name.toString('latin1'));
    if (entry.isDirectory()) archives.push(...(await listArchives(path, signal)));
    else if (entry.isFile() && path.endsWith('.rpm')) archives.push(await identify(path, signal));
  }
  return archives;
}

async function identify(path: BytePath, signal: AbortSignal): Promise<Archive> {
  const { header } = await openPackageFile(path, signal);
  const text = (tag: number) => header.string(tag) ?? '';
  return {
    path,
    name: text(Tag.name),
    arch: text(Tag.arch),
    evr: {
      epoch: header.numbers(Tag.epoch)?.[0] ?? 0,
      version: text(Tag.version),
      release: text(Tag.release),
    },
  };
}

/** Arguments of programs are Unicode strings in Node.js. */
function argument(path: BytePath): string {
  return toSystemPath(path).toString();
}

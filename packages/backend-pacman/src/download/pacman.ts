import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { type BytePath, type Host, joinPath, systemErrorCode, toSystemPath } from '@supermin/core';
import { DEFAULT_KEYS, syncDatabases } from '../database/locations.ts';
import { encodeConfiguration, type Section } from '../format/configuration.ts';
import type { Command } from './launcher.ts';

/** What a call brought. */
export interface Delivery {
  /** Package files that lie there by now, this call's and earlier ones'. */
  archives: readonly BytePath[];
  /** What pacman said on standard error, or its status. */
  complaint: string;
}

export interface PacmanOptions {
  command: Command;
  /** Where it runs programs, and whose keys are trusted. */
  host: Host;
  configuration: readonly Section[];
  /** Keys as the configuration names them, seen from inside the root. */
  keys: BytePath | undefined;
  /** An existing directory. */
  scratch: BytePath;
  signal: AbortSignal;
}

/** Names in the scratch directory, which is pacman's working directory: arguments are text, its path may be anything. */
const PLACES = {
  root: 'root',
  dbpath: 'db',
  cachedir: 'packages',
  gpgdir: 'keys',
  hookdir: 'hooks',
} as const;
/** Whom to trust: the keys, in both formats of GnuPG, and how far. */
const KEY_FILES = ['pubring.gpg', 'pubring.kbx', 'trustdb.gpg'];

/**
 * pacman with a root, a database, a cache and a log of its own, all in a temporary directory: it neither changes nor locks
 * anything of the host.
 */
export class Pacman {
  constructor(private readonly options: PacmanOptions) {
    for (const name of Object.values(PLACES)) this.#makeDirectory(name);
    this.#copyKeys();
    for (const name of ['db/local', 'db/sync']) this.#makeDirectory(name);
    const text = encodeConfiguration(options.configuration);
    writeFileSync(this.#path('pacman.conf'), Buffer.from(text, 'latin1'));
  }

  /**
   * Copies what the host knows of the repositories. Whether it knew of all: without asking, pacman then finds just the
   * versions that were there when the host was last updated.
   */
  adoptDatabases(host: Host): boolean {
    const names = this.options.configuration
      .map(({ name }) => name)
      .filter((name) => name !== 'options' && !name.includes('/'));
    const sync = syncDatabases(host);
    const adopted = names.filter((name) => {
      const adopt = (file: string) => this.#copy(host, joinPath(sync, file), `db/sync/${file}`);
      if (!adopt(`${name}.db`)) return false;
      adopt(`${name}.db.sig`);
      return true;
    });
    return adopted.length === names.length;
  }

  /** Downloads just the named packages, without what they need. */
  async download(specs: readonly string[], { refresh }: { refresh: boolean }): Promise<Delivery> {
    const { command, host, scratch, signal } = this.options;
    const [program, ...first] = command;
    const result = await host.run(
      program,
      [
        ...first,
        refresh ? '-Sywdd' : '-Swdd',
        '--config=pacman.conf',
        ...Object.entries(PLACES).map(([option, name]) => `--${option}=${name}`),
        '--logfile=pacman.log',
        '--noconfirm',
        '--noprogressbar',
        '--color=never',
        '--',
        ...specs,
      ],
      { cwd: scratch, signal },
    );
    return {
      archives: this.#archives(),
      complaint:
        complaintOf(result.stderr.toString('latin1')) ??
        `pacman ended with status ${result.status} and did not say why`,
    };
  }

  /** A copy of the host's keys, since gpg may write to its directory. No key is looked for on the network. */
  #copyKeys(): void {
    const { host, keys = DEFAULT_KEYS } = this.options;
    for (const name of KEY_FILES)
      this.#copy(host, joinPath(keys, name), `${PLACES.gpgdir}/${name}`);
    const settings = 'disable-dirmngr\nlock-never\nno-permission-warning\n';
    writeFileSync(this.#path(`${PLACES.gpgdir}/gpg.conf`), settings);
  }

  #archives(): BytePath[] {
    const directory = joinPath(this.options.scratch, PLACES.cachedir);
    return readdirSync(toSystemPath(directory), { encoding: 'latin1' })
      .filter((name) => /\.pkg\.tar(?:\.\w+)?$/.test(name) && !name.endsWith('.sig'))
      .sort()
      .map((name) => joinPath(directory, name));
  }

  /** Whether the host has such a file, and lets us read it. */
  #copy(host: Host, from: BytePath, to: string): boolean {
    try {
      writeFileSync(this.#path(to), host.readFile(from));
      return true;
    } catch (error) {
      if (['ENOENT', 'EACCES'].includes(systemErrorCode(error) ?? '')) return false;
      throw error;
    }
  }

  #makeDirectory(name: string): void {
    mkdirSync(this.#path(name), { recursive: true });
  }

  #path(name: string): string | Buffer {
    return toSystemPath(joinPath(this.options.scratch, name));
  }
}

/** The line that tells most; undefined if there is none. */
function complaintOf(said: string): string | undefined {
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => line.startsWith('error:')) ?? lines[0])?.replace(/^error: /, '');
}

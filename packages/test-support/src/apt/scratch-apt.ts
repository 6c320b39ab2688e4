import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Debian's own /etc/apt/apt.conf.d/01autoremove, as far as it decides what is kept. */
const NEVER_REMOVED = [
  ...['^firmware-linux.*', '^linux-firmware$'],
  ...['^linux-image-[a-z0-9]*$', '^linux-image-[a-z0-9]*-[a-z0-9]*$'],
];

/** apt itself in a root of its own, with an empty status file and Debian's defaults, whatever this machine's configuration says. */
export class ScratchApt {
  readonly #config: string;

  /** @param sources lines of a sources.list */
  constructor(directory: string, sources: readonly string[], arch = 'amd64') {
    for (const path of [
      ...['etc/apt/apt.conf.d', 'etc/apt/preferences.d', 'etc/apt/sources.list.d'],
      ...['etc/apt/trusted.gpg.d', 'var/lib/apt/lists/partial', 'var/lib/dpkg'],
      'var/cache/apt/archives/partial',
    ]) {
      mkdirSync(join(directory, path), { recursive: true });
    }
    writeFileSync(join(directory, 'var/lib/dpkg/status'), '');
    writeFileSync(
      join(directory, 'etc/apt/sources.list'),
      sources.map((line) => `${line}\n`).join(''),
    );
    this.#config = join(directory, 'apt.conf');
    const settings = [
      `Dir "${directory}/";`,
      `Dir::State::status "${directory}/var/lib/dpkg/status";`,
      `APT::Architecture "${arch}";`,
      `APT::Architectures { "${arch}"; };`,
      'APT::Install-Recommends "false";',
      'APT::Sandbox::User "root";',
      'Acquire::Languages "none";',
      ...NEVER_REMOVED.map((pattern) => `APT::NeverAutoRemove:: "${pattern}";`),
    ];
    writeFileSync(this.#config, settings.map((line) => `${line}\n`).join(''));
    const { status, stderr } = this.#run('apt-get', ['-qq', 'update']);
    if (status !== 0 || stderr.includes('E: ')) throw new Error(`apt-get update: ${stderr}`);
  }

  /** What apt would install: `NAME VERSION` of each package, sorted; undefined if it refuses. */
  install(names: readonly string[]): string[] | undefined {
    const { status, stdout } = this.#run('apt-get', ['-qq', '--print-uris', 'install', ...names]);
    if (status !== 0) return undefined;
    return stdout
      .split('\n')
      .filter((line) => line.startsWith("'"))
      .map((line) => decodeURIComponent(line.split(' ')[1]!).split('_').slice(0, 2).join(' '))
      .sort();
  }

  /** What the newest version of a package depends on, alternatives one by one: names. */
  depends(name: string): string[] {
    const { stdout } = this.#run('apt-cache', ['depends', '--important', name]);
    return [...stdout.matchAll(/^ [ |](?:Pre)?Depends: <?([^<>\n]+)>?$/gm)].map(
      ([, target]) => target!,
    );
  }

  /** Names of all packages. */
  names(): string[] {
    return this.#run('apt-cache', ['pkgnames']).stdout.split('\n').filter(Boolean).sort();
  }

  #run(program: string, args: readonly string[]) {
    const env = { ...process.env, APT_CONFIG: this.#config, LC_ALL: 'C' };
    return spawnSync(program, args, { env, encoding: 'utf8', maxBuffer: 2 ** 28 });
  }
}

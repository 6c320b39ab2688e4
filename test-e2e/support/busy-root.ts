import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { succeed } from '@supermin/test-support/programs';

/** So many packages are there besides, as on a system of some size: reading their records takes a while. */
const OTHERS = 500;

export const hasDpkgAndApt = existsSync('/usr/bin/dpkg-deb') && existsSync('/usr/bin/apt-get');

/** A root with a dpkg database, in which dpkg and apt-get work on packages made here, as any user. */
export class BusyRoot {
  readonly directory: string;
  readonly #repository: string;
  #index = '';

  constructor(private readonly scratch: string) {
    this.directory = join(scratch, 'root');
    this.#repository = join(scratch, 'repository');
    mkdirSync(this.#repository, { recursive: true });
    const numbers = Array.from({ length: OTHERS }, (_, number) => number);
    this.#write('etc/os-release', 'ID=debian\n');
    this.#write('var/lib/dpkg/status', numbers.map(record).join(''));
    this.#write('var/lib/dpkg/available', '');
    this.#write('var/lib/dpkg/arch', 'amd64\n');
    this.#write('var/lib/dpkg/info/format', '1\n');
    for (const number of numbers) this.#write(`var/lib/dpkg/info/other-${number}.list`, '/.\n');
    for (const name of ['updates', 'triggers']) this.#mkdir(`var/lib/dpkg/${name}`);
    this.#configureApt();
  }

  /** A package that owns `/usr/bin/NAME`. @param postinst a shell script, run outside of the root */
  async package(name: string, fields: readonly string[] = [], postinst?: string): Promise<string> {
    const source = join(this.scratch, name);
    const put = (path: string, text: string, mode = 0o644) => {
      mkdirSync(join(source, dirname(path)), { recursive: true });
      writeFileSync(join(source, path), text, { mode });
    };
    put(`usr/bin/${name}`, `${name}\n`, 0o755);
    const lines = [`Package: ${name}`, 'Version: 1', 'Architecture: all', ...fields];
    put('DEBIAN/control', [...lines, 'Maintainer: nobody', 'Description: x', ''].join('\n'));
    if (postinst !== undefined) put('DEBIAN/postinst', `#!/bin/sh\n${postinst}\n`, 0o755);
    chmodSync(source, 0o755);
    const archive = join(this.#repository, `${name}.deb`);
    await succeed('dpkg-deb', ['--root-owner-group', '-Znone', '--build', source, archive]);
    await this.#publish(archive);
    return archive;
  }

  async #publish(archive: string): Promise<void> {
    const { stdout } = await succeed('dpkg-deb', ['--field', archive]);
    const digest = createHash('sha256').update(readFileSync(archive)).digest('hex');
    const { size } = statSync(archive);
    this.#index += `${stdout}Filename: ./${basename(archive)}\nSize: ${size}\nSHA256: ${digest}\n\n`;
    writeFileSync(join(this.#repository, 'Packages'), this.#index);
  }

  async dpkg(...args: string[]): Promise<void> {
    await succeed('dpkg', [`--root=${this.directory}`, '--log=/dev/null', ...FORCE, ...args]);
  }

  async apt(...args: string[]): Promise<void> {
    await succeed('apt-get', ['-qq', '-y', ...args], {
      env: { APT_CONFIG: join(this.directory, 'etc/apt/test.conf') },
    });
  }

  /** Read first, and nothing after it: this machine's own configuration has hooks. */
  #configureApt(): void {
    const dpkg = [`--root=${this.directory}`, '--log=/dev/null', ...FORCE];
    const lines = [
      'Dir::Etc::main "/dev/null";',
      'Dir::Etc::parts "/dev/null";',
      `Dir "${this.directory}/";`,
      `Dir::State::status "${this.directory}/var/lib/dpkg/status";`,
      'APT::Architecture "amd64";',
      'APT::Sandbox::User "root";',
      'Debug::NoLocking "1";',
      `Dpkg::Options { ${dpkg.map((each) => `"${each}";`).join(' ')} };`,
    ];
    this.#write('etc/apt/test.conf', `${lines.join('\n')}\n`);
    this.#write('etc/apt/sources.list', `deb [trusted=yes] file:${this.#repository} ./\n`);
    for (const name of ['lib/apt/lists/partial', 'cache/apt/archives/partial', 'log/apt']) {
      this.#mkdir(`var/${name}`);
    }
    this.#mkdir('etc/apt/preferences.d');
  }

  #write(path: string, text: string): void {
    this.#mkdir(dirname(path));
    writeFileSync(join(this.directory, path), text);
  }

  #mkdir(path: string): void {
    mkdirSync(join(this.directory, path), { recursive: true });
  }
}

/** Scripts are not run in the root: it has no shell. */
const FORCE = ['not-root', 'bad-path', 'unsafe-io', 'script-chrootless', 'depends'].map(
  (each) => `--force-${each}`,
);

function record(number: number): string {
  const lines = [
    `Package: other-${number}`,
    'Status: install ok installed',
    'Maintainer: nobody',
    'Architecture: all',
    'Version: 1',
    `Depends: other-${(number + 1) % OTHERS}`,
    'Description: a package that is there',
    ...Array.from({ length: 20 }, () => ' with a text of some length, as descriptions have it'),
  ];
  return `${lines.join('\n')}\n\n`;
}

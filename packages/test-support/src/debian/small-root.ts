import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** As large as a kernel has to be to be taken for one. */
const KERNEL_SIZE = 16_384;

/** Where the first sector's pointer to the version text counts from (Linux, Documentation/arch/x86/boot.rst). */
const SETUP = 0x200;

/** The head of a relocatable file without sections (elf(5)): whole, and of no use. */
const ELF = Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(57)]);

/**
 * A root of a made-up Debian, for rules that need no real one: packages are written into dpkg's database as dpkg
 * would, kernels and modules where they are looked for.
 */
export class SmallRoot {
  readonly #stanzas: string[] = [];

  constructor(readonly directory: string) {
    this.write('/etc/os-release', 'ID=debian\n');
    this.write('/var/lib/dpkg/diversions', '');
  }

  write(path: string, content: string | Buffer, mode = 0o644): void {
    const file = join(this.directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    chmodSync(file, mode);
  }

  /**
   * An installed package with these files, each holding its own path; those below /etc are conffiles.
   *
   * @param fields lines of the status file, besides or in place of the usual ones
   */
  install(name: string, paths: readonly string[], fields: readonly string[] = []): void {
    for (const path of paths) this.write(path, `${path}\n`);
    const conffiles = paths.filter((path) => path.startsWith('/etc/')).map(conffile);
    const given = (line: string) =>
      fields.some((each) => each.split(':')[0] === line.split(':')[0]);
    const usual = ['Status: install ok installed', 'Architecture: all', 'Version: 1.0'];
    this.#stanzas.push(
      [
        `Package: ${name}`,
        ...usual.filter((line) => !given(line)),
        ...fields,
        ...(conffiles.length === 0 ? [] : ['Conffiles:', ...conffiles]),
      ].join('\n'),
    );
    this.write(`/var/lib/dpkg/info/${name}.list`, `/.\n${paths.join('\n')}\n`);
    this.write('/var/lib/dpkg/status', `${this.#stanzas.join('\n\n')}\n\n`);
  }

  /** An x86 kernel image whose header says `version`; it would not boot. */
  kernel(path: string, version: string): void {
    const image = Buffer.alloc(KERNEL_SIZE);
    image.writeUInt16LE(0xaa55, 0x1fe);
    image.write('HdrS', 0x202, 'latin1');
    image.writeUInt16LE(0x020f, 0x206);
    image.writeUInt16LE(0x1000, 0x20e);
    image.write(`${version} (somebody@somewhere)\0`, SETUP + 0x1000, 'latin1');
    this.write(path, image);
  }

  /** An arm64 kernel image, whose header says no version; it would not boot. */
  arm64Kernel(path: string): void {
    const image = Buffer.alloc(KERNEL_SIZE);
    image.write('ARM\x64', 0x38, 'latin1');
    this.write(path, image);
  }

  /** Modules of a kernel: paths below its directory, and what each needs. */
  modules(version: string, modules: Readonly<Record<string, string>> = {}): void {
    const directory = `/lib/modules/${version}`;
    for (const path of Object.keys(modules)) this.write(`${directory}/${path}`, ELF);
    const lines = Object.entries(modules).map(([path, needs]) => `${path}: ${needs}`.trimEnd());
    this.write(`${directory}/modules.dep`, lines.map((line) => `${line}\n`).join(''));
  }
}

/** A line of the status file that says what the package shipped. */
function conffile(path: string): string {
  return ` ${path} ${createHash('md5').update(`${path}\n`).digest('hex')}`;
}

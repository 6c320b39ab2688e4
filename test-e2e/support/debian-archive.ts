import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, succeed } from '@supermin/test-support/programs';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Stands in for what a kernel's package needs only for its scripts, which nobody runs here. */
const STAND_IN = `Package: stand-in
Status: install ok installed
Version: 1
Architecture: all
Maintainer: nobody
Description: makes initramfs images
Provides: linux-initramfs-tool, initramfs-tools, dracut
`;

/** Packages of a suite of Debian that this machine need not run; apt keeps all of it in a directory of its own. */
export class DebianArchive {
  private constructor(
    private readonly directory: string,
    private readonly architecture: string | undefined,
  ) {}

  /**
   * Reads the suite's index.
   *
   * @param directory empty
   * @param architecture of Debian's: `arm64`. Default: this machine's
   * @returns why not, where this machine's apt knows no archive of Debian's, or cannot reach it
   */
  static async open(
    directory: string,
    suite: string,
    architecture?: string,
  ): Promise<DebianArchive | string> {
    const sites = await run('apt-get', ['indextargets', '--format', '$(SITE)']);
    const site = sites.stdout.split('\n').find((line) => /\/debian\/?$/.test(line));
    if (site === undefined) return 'apt is configured for no archive of Debian';
    for (const path of ['state/lists/partial', 'cache/archives/partial']) {
      mkdirSync(join(directory, path), { recursive: true });
    }
    writeFileSync(join(directory, 'state/status'), STAND_IN);
    writeFileSync(
      join(directory, 'sources.list'),
      `deb [signed-by=${KEYRING}] ${site} ${suite} main\n`,
    );
    const archive = new DebianArchive(directory, architecture);
    const { status } = await run('apt-get', [...archive.#options(), '--error-on=any', 'update']);
    return status === 0 ? archive : `apt-get cannot read Debian's suite ${suite}`;
  }

  /** Downloads packages and all that they need. @returns paths of .deb files */
  async download(packages: readonly string[]): Promise<string[]> {
    const action = ['install', '--yes', '--download-only', '--no-install-recommends'];
    await succeed('apt-get', [...this.#options(), ...action, ...packages]);
    const archives = join(this.directory, 'cache/archives');
    return readdirSync(archives).flatMap((name) =>
      name.endsWith('.deb') ? [join(archives, name)] : [],
    );
  }

  /** The machine's own configuration, its proxies among it, with other places. */
  #options(): string[] {
    const at = (name: string) => join(this.directory, name);
    const { architecture } = this;
    const foreign = [`APT::Architecture=${architecture}`, `APT::Architectures::=${architecture}`];
    return [
      ...(architecture === undefined ? [] : foreign.flatMap((option) => ['-o', option])),
      ...[
        '-q',
        '-o',
        `Dir::State=${at('state')}`,
        '-o',
        `Dir::State::status=${at('state/status')}`,
      ],
      ...['-o', `Dir::Cache=${at('cache')}`, '-o', `Dir::Etc::sourcelist=${at('sources.list')}`],
      ...['-o', 'Dir::Etc::sourceparts=-', '-o', 'Dir::Etc::preferencesparts=-'],
      ...['-o', 'APT::Sandbox::User=root', '-o', 'Acquire::Languages=none'],
    ];
  }
}

import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configuration } from './pacman.ts';

/** pacman itself with an empty root of its own, whatever this machine's configuration says. */
export class ScratchPacman {
  readonly configuration: string;
  readonly #args: readonly string[];

  /**
   * @param directory an empty one
   * @param repositories directories by name, in the order in which they are looked into
   * @param options more lines for the section `options`
   */
  constructor(
    directory: string,
    repositories: Readonly<Record<string, string>>,
    options: readonly string[] = [],
  ) {
    for (const name of ['root', 'db', 'cache', 'hooks', 'keys']) {
      mkdirSync(join(directory, name), { recursive: true });
    }
    this.configuration = join(directory, 'pacman.conf');
    const text = configuration(directory, repositories);
    writeFileSync(
      this.configuration,
      text.replace('[options]', ['[options]', ...options].join('\n')),
    );
    this.#args = [
      ...['--config', this.configuration, '--root', join(directory, 'root')],
      ...['--dbpath', join(directory, 'db'), '--noconfirm'],
    ];
    const { status, stderr } = this.#run(['-Sy']);
    if (status !== 0) throw new Error(`pacman -Sy: ${stderr}`);
  }

  /** What it would install: `NAME VERSION` of each package, sorted; undefined if it refuses. */
  install(names: readonly string[]): string[] | undefined {
    const { status, stdout } = this.#run(['-Sp', '--print-format', 'is %n %v', ...names]);
    if (status !== 0) return undefined;
    return stdout
      .split('\n')
      .filter((line) => line.startsWith('is '))
      .map((line) => line.slice(3))
      .sort();
  }

  #run(args: readonly string[]) {
    const env = { ...process.env, LC_ALL: 'C' };
    return spawnSync('pacman', [...this.#args, ...args], { env, encoding: 'utf8' });
  }
}

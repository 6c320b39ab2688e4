import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { type RealRoot, succeed } from './real-root.ts';

/** A package archive on this machine's disk, in which a root's apt believes. */
export class Repository {
  readonly path: string;
  #index = '';

  constructor(scratch: string) {
    this.path = mkdtempSync(join(scratch, 'repository-'));
    chmodSync(this.path, 0o755);
  }

  add(archive: string): this {
    const name = basename(archive);
    copyFileSync(archive, join(this.path, name));
    const bytes = readFileSync(archive);
    const digest = createHash('sha256').update(bytes).digest('hex');
    const control = succeed('dpkg-deb', ['--field', archive]);
    this.#index += `${control}Filename: ./${name}\nSize: ${bytes.length}\nSHA256: ${digest}\n\n`;
    return this;
  }

  /** Makes it the root's only source, and has apt read it. */
  publish(root: RealRoot, architecture: string): void {
    writeFileSync(join(this.path, 'Packages'), this.#index);
    for (const path of ['etc/apt/preferences.d', 'var/lib/apt/lists/partial']) {
      mkdirSync(join(root.path, path), { recursive: true });
    }
    writeFileSync(
      join(root.path, 'etc/apt/sources.list'),
      `deb [trusted=yes] file:${this.path} ./\n`,
    );
    succeed('apt-get', [
      '-qq',
      ...['-o', `Dir=${root.path}/`],
      ...['-o', `Dir::State::status=${root.path}/var/lib/dpkg/status`],
      ...['-o', `APT::Architecture=${architecture}`],
      ...['-o', `APT::Architectures::=${architecture}`],
      ...['-o', 'APT::Sandbox::User=root'],
      'update',
    ]);
  }
}

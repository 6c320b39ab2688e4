import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll } from 'vitest';
import { makeAdminDirectory, run } from './judges.ts';
import type { Fields } from './status.ts';

/** A package to build: path (without the first slash) to content, or to a link's target. */
export interface DebSource {
  fields: Fields;
  files: Record<string, string | { link: string }>;
  conffiles?: string[];
}

/** A system below a scratch directory whose packages dpkg itself installs. Needs no root. There once the tests run. */
export class RealRoot {
  readonly path: string;
  readonly #scratch: string;
  readonly #built = new Map<DebSource, string>();

  constructor(scratch: string) {
    this.#scratch = scratch;
    this.path = join(scratch, 'root');
    beforeAll(() => void makeAdminDirectory(this.path));
  }

  /** Builds a .deb, once, and returns its path. */
  build(source: DebSource): string {
    const archive = this.#built.get(source) ?? this.#build(source);
    this.#built.set(source, archive);
    return archive;
  }

  #build({ fields, files, conffiles = [] }: DebSource): string {
    const source = mkdtempSync(join(this.#scratch, 'deb-'));
    chmodSync(source, 0o755);
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(join(source, dirname(path)), { recursive: true });
      if (typeof content === 'string') writeFileSync(join(source, path), content);
      else symlinkSync(content.link, join(source, path));
    }
    const control = {
      Version: '1',
      Architecture: 'all',
      Maintainer: 'Nobody <nobody@example.com>',
      Description: 'a package of the tests',
      ...fields,
    };
    mkdirSync(join(source, 'DEBIAN'));
    writeFileSync(
      join(source, 'DEBIAN/control'),
      Object.entries(control)
        .map(([name, value]) => `${name}: ${value}\n`)
        .join(''),
    );
    if (conffiles.length > 0) {
      writeFileSync(
        join(source, 'DEBIAN/conffiles'),
        conffiles.map((path) => `${path}\n`).join(''),
      );
    }
    const { Package, Version, Architecture } = control;
    const archive = join(this.#scratch, `${Package}_${Version}_${Architecture}.deb`);
    succeed('dpkg-deb', ['--root-owner-group', '-Znone', '--build', source, archive]);
    return archive;
  }

  install(...sources: DebSource[]): void {
    this.dpkg('--install', ...sources.map((source) => this.build(source)));
  }

  dpkg(...args: string[]): void {
    succeed('dpkg', [
      `--root=${this.path}`,
      ...['not-root', 'bad-path', 'unsafe-io', 'architecture'].map((force) => `--force-${force}`),
      '--log=/dev/null',
      ...args,
    ]);
  }

  divert(...args: string[]): void {
    succeed('dpkg-divert', [`--root=${this.path}`, '--rename', '--add', ...args]);
  }
}

export function succeed(program: string, args: readonly string[], environment = {}): string {
  const { status, output } = run(program, args, environment);
  if (status !== 0) throw new Error(`${program}: ${output}`);
  return output;
}

import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type BuildEnvironment, type Host, localHost, type SuperminEvent } from '@supermin/core';
import { afterEach } from 'vitest';
import { chooseKernel } from '../../src/kernel/choose-kernel.ts';
import type { Kernel, KernelRequest } from '../../src/kernel/kernel.ts';

const directories: string[] = [];

afterEach(() => {
  for (const path of directories.splice(0)) rmSync(path, { recursive: true, force: true });
});

/** A directory that is removed after the test. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'supermin-boot-'));
  directories.push(path);
  return path;
}

/** A host root with kernels and modules directories in it. */
export class FakeRoot {
  readonly path = temporaryDirectory();
  host: Host = localHost(this.path);
  readonly messages: string[] = [];
  readonly warnings: string[] = [];

  file(path: string, content: string | Uint8Array = ''): this {
    mkdirSync(dirname(this.path + path), { recursive: true });
    writeFileSync(this.path + path, content);
    return this;
  }

  link(path: string, target: string): this {
    mkdirSync(dirname(this.path + path), { recursive: true });
    symlinkSync(target, this.path + path);
    return this;
  }

  /** Modules directories that are fit for use. */
  modules(...versions: string[]): this {
    for (const version of versions) this.file(`/lib/modules/${version}/modules.dep`);
    return this;
  }

  /** Kernels without a version in them. */
  kernels(...paths: string[]): this {
    for (const path of paths) this.file(path, Buffer.alloc(20_000));
    return this;
  }

  /** The same root, but `call` is refused for some paths: root itself may read everything. */
  denying(
    call: 'lstat' | 'stat' | 'readFile' | 'readdir',
    paths: RegExp,
    code = 'EACCES',
  ): FakeRoot {
    const inner = this.host;
    const refusing = (path: string) => {
      if (paths.test(path)) throw Object.assign(new Error(`${code}: ${path}`), { code });
      return inner[call](path);
    };
    this.host = { ...inner, [call]: refusing };
    return this;
  }

  choose(request: Partial<KernelRequest> = {}, environment: BuildEnvironment = {}): Kernel {
    const report = (event: SuperminEvent) => {
      if (event.kind === 'message') this.messages.push(event.text);
      else if (event.kind === 'warning') this.warnings.push(event.text);
    };
    return chooseKernel({ host: this.host, environment, cpu: 'x86_64', report, ...request });
  }
}

/** An x86 kernel image whose header tells `text`; the text stands at 0x3000. */
export function bzImage(text: string, size = 20_000): Buffer {
  const image = Buffer.alloc(size);
  image.writeUInt16LE(0xaa55, 0x1fe);
  image.write('HdrS', 0x202, 'latin1');
  image.writeUInt16LE(0x2e00, 0x20e);
  image.write(`${text}\0`, 0x3000, 'latin1');
  return image;
}

/** A kernel image for RISC-V, or with `magic` for another architecture, that does not shrink when packed. */
export function riscvImage(magic = 'RSC\x05'): Buffer {
  const bytes = randomBytes(300_000);
  bytes.write(magic, 0x38, 'latin1');
  return bytes;
}

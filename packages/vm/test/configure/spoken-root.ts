import { createHash } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Backend,
  type Configuration,
  type Lock,
  localHost,
  type SuperminEvent,
  type Writer,
  type WriterContext,
} from '@supermin/core';
import { readTar } from '@supermin/core/backend';
import { archive, type Member } from '@supermin/test-support/archive';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { emptyBackend } from '@supermin/test-support/writers';
import type { ConfigureOptions } from '../../src/appliance/configure.ts';
import { type SpokenBehaviour, SpokenQemu } from '../qemu/spoken-qemu.ts';

/** How commands begin by which the VM is asked for its time, its paths and its root, and told to end all others. */
export const CLOCK = 'sh -c date';
export const LIST = 'tar --create --file=/dev/null';
export const ARCHIVE = 'tar --create --file=-';
const END = 'sh -c kill';

/** What has changed, as an archive of the root has it. */
export const CHANGED: readonly Member[] = [
  { name: './', type: '5', mode: 0o755 },
  { name: './etc/', type: '5', mode: 0o755 },
  { name: './etc/new', content: 'new' },
  { name: './log', content: 'new' },
];

/** What the package has, and what it is configured by. */
const MEMBERS: readonly Member[] = [
  { name: 'etc/', type: '5', mode: 0o755 },
  { name: 'etc/gone', content: 'old' },
  { name: 'etc/kept', content: 'old' },
  { name: 'etc/there', content: 'of the package' },
];

const CONFIGURATION: Configuration = {
  environment: { A: 'b' },
  files: [
    { path: '/etc/policy', text: 'no', mode: 0o755 },
    { path: '/etc/there', text: 'not this', mode: 0o644 },
  ],
  steps: [{ argv: ['configure', 'it'] }, { argv: ['trigger'], package: 'x' }],
  discard: [/^\/log$/],
  empty: [],
  culprits: () => ['x'],
};

/** Packages to configure, with a program in the place of QEMU whose guest does as it is told here. */
export class SpokenRoot {
  readonly qemu: SpokenQemu;
  readonly cacheDirectory = scratchDirectory();
  /** Its kernel is the VM's. */
  machine = scratchDirectory({
    'boot/vmlinuz-6.1.0-9-test': Buffer.alloc(20_000),
    'lib/modules/6.1.0-9-test/modules.dep': '',
  });
  readonly #bytes: Buffer;
  readonly #mirror: string;
  readonly events: SuperminEvent[] = [];
  /** What the writer of the image was given. */
  readonly built: { paths: string[]; context: WriterContext }[] = [];

  /**
   * @param behaviour more commands, and others in the place of the usual ones
   * @param configuration other than the usual one
   */
  constructor(
    behaviour: SpokenBehaviour = {},
    private readonly configuration: Partial<Configuration> = {},
    members: readonly Member[] = MEMBERS,
  ) {
    chmodSync(this.cacheDirectory, 0o700);
    this.#bytes = archive(members);
    this.#mirror = scratchDirectory({ 'x.tar': this.#bytes });
    const commands = {
      [CLOCK]: { stdout: '1000\n10.50 9.00\n' },
      [LIST]: { stdout: './\n./etc/\n./etc/kept\n./etc/there\n' },
      [ARCHIVE]: { stdout: archive(CHANGED).toString('latin1') },
      [END]: {},
      '/etc/policy 755': { echoes: true },
      ...{ configure: { stdout: 'set up\n' }, trigger: {} },
    };
    this.qemu = new SpokenQemu({ ...behaviour, commands: { ...commands, ...behaviour.commands } });
  }

  /** For PATH: there it is QEMU. */
  get path(): string {
    return `${join(this.qemu.program, '..')}:${process.env.PATH}`;
  }

  get sha256(): string {
    return createHash('sha256').update(this.#bytes).digest('hex');
  }

  get lock(): Lock {
    const pkg = { name: 'x', version: '1', arch: 'all', id: 'x', source: 0, path: 'x.tar' };
    return {
      ...{ backend: 'fake', family: 'fake/fake', from: ['fake:1'], arch: 'all', cpu: 'x86_64' },
      ...{ requested: [], sources: [{ uri: `file://${this.#mirror}` }] },
      packages: [{ ...pkg, size: this.#bytes.length, sha256: this.sha256 }],
    };
  }

  get backend(): Backend {
    return {
      ...emptyBackend,
      name: 'fake',
      open: async (options) => ({
        ...(await emptyBackend.open(options)),
        find: (id) => [{ id, name: id, version: '1', arch: 'all' }],
      }),
      repository: {
        open: () => Promise.reject(new Error('not asked')),
        addresses: ({ uri }, { path }) => [`${uri}/${path}`],
        unpack: async () => ({ members: readTar(parts(this.#bytes)), notes: {} }),
        root: () => ({ below: new Map(), emptied: [], above: new Map() }),
        configuration: () => ({ ...CONFIGURATION, ...this.configuration }),
        ...(this.configuration.install === undefined ? {} : { configuresFiles: true }),
      },
    };
  }

  get options(): ConfigureOptions {
    return {
      ...{ family: 'fake/fake', backend: this.backend, writer: async () => this.#writer },
      ...{ cacheDirectory: this.cacheDirectory, host: localHost(this.machine) },
      temporaryDirectory: scratchDirectory(),
      report: (event) => this.events.push(event),
    };
  }

  /** Command lines of each VM. */
  get ran(): string[][] {
    return this.qemu.logs.map(({ ran }) => ran).filter(({ length }) => length > 0);
  }

  /** Messages that begin so, without that. */
  said(prefix = 'configure: '): string[] {
    return this.events.flatMap((event) =>
      event.kind === 'message' && event.text.startsWith(prefix)
        ? [event.text.slice(prefix.length)]
        : [],
    );
  }

  get #writer(): Writer {
    return {
      name: 'ext2',
      outputs: () => ['kernel', 'initrd', 'root'],
      inputs: async () => ({ paths: [], facts: [] }),
      write: async (tree, directory, context) => {
        this.built.push({ paths: [...tree.walk()].map(({ path }) => path), context });
        for (const name of ['kernel', 'initrd', 'root']) {
          writeFileSync(join(directory, name), name.padEnd(512));
        }
      },
    };
  }
}

async function* parts(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

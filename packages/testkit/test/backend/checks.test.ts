import { AssertionError } from 'node:assert';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Backend,
  type Package,
  type PackageDatabase,
  shownPath,
  toSystemPath,
} from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { type BackendSubject, backendChecks, testBackend } from '../../src/index.ts';
import { scratchDirectory } from '../../src/support/scratch.ts';
import { DATABASE, sha256, toyBackend } from '../support/toy-backend.ts';

const PACKAGE = fileURLToPath(new URL('../fixtures/supermin-backend-toy', import.meta.url));

const FILES = {
  [DATABASE]: `P libc 2.36 any\nN tool\nF /usr/lib/libc.so\n
P shell 1.0 any\nN libc\nV sh\nF /usr/bin/shell\nC /etc/shell.conf ${sha256('shell')}\n
P tool 9 any\nN libc\nN sh\n`,
  '/etc/shell.conf': 'shell',
  '/usr/bin/shell': 'elf',
  '/usr/lib/libc.so': 'elf',
};

function subject(backend: Backend): BackendSubject {
  return {
    ...{ backend, package: PACKAGE, database: [DATABASE] },
    root(directory) {
      for (const [path, content] of Object.entries(FILES)) {
        mkdirSync(directory + dirname(path), { recursive: true });
        writeFileSync(directory + path, content);
      }
    },
    packages: [
      {
        ...{ name: 'libc', version: '2.36', arch: 'any' },
        ...{ closure: ['libc', 'shell', 'tool'], files: ['/usr/lib/libc.so'], config: [] },
      },
      {
        ...{ name: 'shell', version: '1.0', arch: 'any', closure: ['libc', 'shell', 'tool'] },
        alsoFoundBy: ['sh', '/usr/bin/shell'],
        ...{ files: ['/etc/shell.conf', '/usr/bin/shell'], config: ['/etc/shell.conf'] },
      },
      { name: 'tool', version: '9', arch: 'any', closure: ['libc', 'shell', 'tool'] },
    ],
    essential: ['libc'],
  };
}

testBackend({ describe, it }, subject(toyBackend()));

/** A backend whose database differs from the right one. */
function broken(change: Parameters<typeof toyBackend>[1]): Backend {
  return toyBackend({}, change);
}

let counter = 0;

/** For every check a plugin that breaks just this promise, and what is said of it. */
const BROKEN: Record<string, { backend: Backend; says: RegExp }> = {
  'has a manifest that names it, and by which its root is recognised': {
    backend: toyBackend({ name: 'other' }),
    says: /the manifest has no backend other/,
  },
  'names files that are there and tell that the database changed': {
    backend: toyBackend({ freshness: () => [`${DATABASE}.lock`] }),
    says: /\/var\/lib\/toy\/packages\.lock is there/,
  },
  'says that a database is missing, and where it should be': {
    backend: toyBackend({ freshness: () => [DATABASE] }),
    says: /freshness\(\) without a database: there was no error/,
  },
  'writes nothing into the root': {
    backend: broken((_, { host }) => {
      writeFileSync(toSystemPath(shownPath(host, '/var/lib/toy/index')), '');
      return {};
    }),
    says: /\/var\/lib\/toy\/index was added/,
  },
  'lists a package in one line': {
    backend: broken(() => ({ listEntry: ({ name }) => `${name}\n` })),
    says: /one line: libc/,
  },
  'finds packages by name': {
    backend: broken(({ find }) => ({ find: (name) => find(name).map((p) => ({ ...p, id: 'x' })) })),
    says: /the id of shell is its own: 'x'|an id finds its package/,
  },
  'finds packages by what they provide and own': {
    backend: broken(({ find }) => ({ find: (name) => (name === 'sh' ? [] : find(name)) })),
    says: /sh finds shell, not none/,
  },
  'calls packages by names that outlive upgrades': {
    backend: broken(({ find }) => ({
      find: (name) =>
        find(name.split('=')[0]!).map((p) => ({ ...p, id: `${p.name}=${p.version}` })),
    })),
    says: /the id of libc tells its version: 'libc=2\.36'/,
  },
  'finds nothing for names that nobody has': {
    backend: broken((database) => {
      const known: Record<string, Package> = {};
      for (const name of ['libc', 'shell', 'tool']) known[name] = database.find(name)[0]!;
      return { find: (name) => (known[name] ? [known[name]] : []) };
    }),
    says: /"__proto__" means nobody/,
  },
  'closes over dependencies, also round in circles': {
    backend: broken(({ find }) => ({
      closure: (roots) => [
        ...roots,
        ...roots.flatMap(({ name }) => (name === 'libc' ? [] : find('libc'))),
      ],
    })),
    says: /what libc needs/,
  },
  'gives the same closure each time, in the same order': {
    backend: broken(({ closure }) => ({
      closure: (roots, options) => {
        const found = closure(roots, options) as Package[];
        return counter++ % 2 === 0 ? found : found.reverse();
      },
    })),
    says: /asked twice/,
  },
  'knows both resolvers, and weak dependencies come on top': {
    backend: broken(({ closure }) => ({
      closure: (roots, options) =>
        options.resolver === 'supermin5' ? [] : closure(roots, options),
    })),
    says: /supermin5: libc is in its own closure/,
  },
  'tells essential packages, if it does, of those that are installed': {
    backend: broken(() => ({
      essential: () => [{ name: 'gone', version: '1', arch: 'any', id: 'gone' }],
    })),
    says: /the essential package gone is installed/,
  },
  'tells links of alternatives, if it does, in one order and no path twice': {
    backend: broken(() => ({
      alternatives: () => ['/b', '/a'].map((path) => ({ path, via: '/etc/alternatives/x' })),
    })),
    says: /sorted by path/,
  },
  'takes plain copies of its packages, and refuses strangers': {
    backend: broken(({ closure }) => ({
      closure: (roots, options) =>
        closure(
          roots.filter(({ id }) => id !== 'stranger-1'),
          options,
        ),
    })),
    says: /closure\(\) of a stranger: there was no error/,
  },
  'lists the files of packages, in the order of the packages': {
    backend: broken(({ contents }) => ({
      contents: async (packages, signal) => (await contents(packages, signal)).reverse(),
    })),
    says: /deep-equal/,
  },
  'spells paths as they can stand in an appliance': {
    backend: broken(({ contents }) => ({
      contents: async (packages, signal) =>
        (await contents(packages, signal)).map(({ package: pkg, files }) => ({
          package: pkg,
          files: [...files, { path: '/usr/', config: false }],
        })),
    })),
    says: /a path of libc/,
  },
  'distinguishes config files from others': {
    backend: broken(({ contents }) => ({
      contents: async (packages, signal) =>
        (await contents(packages, signal)).map(({ package: pkg, files }) => ({
          package: pkg,
          files: files.map((file) => ({ ...file, config: file.path === '/usr/bin/shell' })),
        })),
    })),
    says: /of shell/,
  },
  'lists the same files in the same order each time': {
    backend: broken(({ contents }) => ({
      contents: async (packages, signal) =>
        (await contents(packages, signal)).map(({ package: pkg, files }) => ({
          package: pkg,
          files: counter++ % 2 === 0 ? files : files.toReversed(),
        })),
    })),
    says: /asked twice/,
  },
  'stops listing files when it is aborted': {
    backend: broken(({ contents }) => ({
      contents: (packages) => contents(packages, new AbortController().signal),
    })),
    says: /contents\(\) with an aborted signal: there was no error/,
  },
  'takes unedited config files from the root, sorted by path': {
    backend: broken(({ pristine }) => ({
      pristine: async (contents, options) =>
        (await pristine(contents, options)).map((file) => ({ ...file, bytes: Buffer.from('new') })),
    })),
    says: /the bytes of \/etc\/shell\.conf/,
  },
  'never takes an edited config file for a pristine one': {
    backend: broken(({ pristine }) => ({
      pristine: (contents, options) => pristine(contents, { ...options, useInstalled: true }),
    })),
    says: /\/etc\/shell\.conf was edited, and is taken as it is/,
  },
  'takes edited config files with --use-installed, each from its own root': {
    backend: broken(({ pristine }) => {
      latest.pristine = pristine;
      return { pristine: (contents, options) => latest.pristine!(contents, options) };
    }),
    says: /it is as it stands in this root/,
  },
  'answers an ordinary user who asks for a path in a directory that is closed to him': {
    backend: broken(({ find }, { host }) => ({
      find: (name) => (name.startsWith('/') && host.lstat(name) === undefined ? [] : find(name)),
    })),
    says: /with \/closed closed: a raw EACCES: .*\/closed\/program/,
  },
  'answers an ordinary user who wants config files of a directory that is closed to him': {
    backend: broken((_, { host }) => ({
      pristine: async () => [
        { path: '/x', mode: 0, mtime: 0, bytes: host.readFile('/etc/shell.conf') },
      ],
    })),
    says: /with \/etc closed: a raw EACCES: .*\/etc\/shell\.conf/,
  },
  'refuses a database that is overwritten with zeros, and names the file': {
    backend: toyBackend({ open: tolerant(({ message }) => /TOY_DAMAGED|line/.test(message)) }),
    says: /made of zeros is taken for a database/,
  },
  'answers, or names the file, when a database is truncated': {
    backend: toyBackend({
      async open(options) {
        const text = options.host.readFile(DATABASE);
        if (text.length % 7 !== FILES[DATABASE]!.length % 7) throw new TypeError('undefined');
        return toyBackend().open(options);
      },
    }),
    says: /a damaged database: the error has no code for users/,
  },
  'answers, or names the file, when bits of a database are flipped': {
    backend: toyBackend({
      open: (options) =>
        toyBackend()
          .open(options)
          .catch((error) => {
            throw Object.assign(error, { message: 'the database is damaged' });
          }),
    }),
    says: /the error names no place of the database: the database is damaged/,
  },
  'names the file when a directory is in its place': {
    backend: toyBackend({ open: tolerant(({ message }) => message.startsWith('EISDIR')) }),
    says: /is a directory, and nobody minds/,
  },
};

/** What is kept from the root that was opened last. */
const latest: Partial<PackageDatabase> = {};

/** Takes some errors for an empty database. */
function tolerant(harmless: (error: Error) => boolean): Backend['open'] {
  return async (options) => {
    try {
      return await toyBackend().open(options);
    } catch (error) {
      if (!harmless(error as Error)) throw error;
      return {
        ...{ find: () => [], closure: () => [], listEntry: () => '' },
        ...{ contents: async () => [], pristine: async () => [] },
      };
    }
  };
}

describe('a broken backend is caught', () => {
  it('by options that are not those of the manifest', async () => {
    const options = [{ name: 'feed', type: 'string', help: '' }] as const;
    const check = backendChecks.find(({ name }) => name.startsWith('has a manifest'))!;
    const backend = { ...toyBackend(), options };
    await expect(
      scratchDirectory((scratch) => check.run(subject(backend), scratch)),
    ).rejects.toThrow('its options are those of the manifest');
  });

  it('by every check', () => {
    expect(Object.keys(BROKEN)).toEqual(backendChecks.map(({ name }) => name));
  });

  it.each(Object.entries(BROKEN))('%s', async (name, { backend, says }) => {
    const check = backendChecks.find((candidate) => candidate.name === name)!;
    const error = await scratchDirectory((scratch) => check.run(subject(backend), scratch)).catch(
      (error: unknown) => error,
    );
    expect(error).toBeInstanceOf(AssertionError);
    expect((error as Error).message).toMatch(says);
  });
});

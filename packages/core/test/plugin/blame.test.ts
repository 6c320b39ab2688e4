import { describe, expect, it } from 'vitest';
import { SuperminError } from '../../src/errors/supermin-error.ts';
import { blaming } from '../../src/plugin/blame.ts';

class Database {
  #packages = ['bash'];

  find(name: string): string[] {
    if (name === '') throw new TypeError('no name');
    return this.#packages.filter((each) => each === name);
  }
}

const mistake = new TypeError("Cannot read properties of undefined (reading 'map')");
const forUser = Object.assign(new Error('the database is damaged'), { code: 'APK_DAMAGED' });
const ours = new SuperminError('X', 'x');

const plugin = {
  name: 'apk',
  open: async () => new Database(),
  begin: async (_directory: string, _context: { signal: AbortSignal }) => ({
    grow(error: unknown): void {
      throw error;
    },
  }),
  throws(error: unknown, _context?: unknown): void {
    throw error;
  },
  async *stream(error: unknown): AsyncGenerator<string> {
    yield 'some';
    throw error;
  },
  async rejects(error: unknown, _context?: unknown): Promise<void> {
    throw error;
  },
};

const stranger = blaming('supermin-backend-apk', plugin);

describe('a mistake of a plugin', () => {
  it.each(['throws', 'rejects'] as const)('is called by its name: it %s', async (method) => {
    await expect((async () => stranger[method](mistake))()).rejects.toMatchObject({
      code: 'PLUGIN_FAILED',
      message: `the plugin supermin-backend-apk failed in ${method}(): ${mistake.message}`,
      hint: 'this is a bug in the plugin; report it to its authors',
      cause: mistake,
    });
  });

  it('also in the middle of a stream', async () => {
    const read = async (error: unknown) => {
      for await (const _ of stranger.stream(error));
    };
    await expect(read(mistake)).rejects.toMatchObject({
      code: 'PLUGIN_FAILED',
      message: `the plugin supermin-backend-apk failed in stream(): ${mistake.message}`,
    });
    await expect(read(forUser)).rejects.toBe(forUser);
  });

  it('which may be no error at all', async () => {
    await expect(stranger.rejects('str')).rejects.toMatchObject({
      message: 'the plugin supermin-backend-apk failed in rejects(): str',
    });
  });

  it('which may be a wrong call of a function of Node', async () => {
    const wrongCall = Object.assign(new TypeError('x'), { code: 'ERR_INVALID_ARG_TYPE' });
    await expect(stranger.rejects(wrongCall)).rejects.toMatchObject({ code: 'PLUGIN_FAILED' });
  });

  it('also in the database that it opens, which keeps its private fields', async () => {
    const database = await stranger.open();
    expect(database.find('bash')).toEqual(['bash']);
    expect(() => database.find('')).toThrow(
      'the plugin supermin-backend-apk failed in find(): no name',
    );
  });
});

it('a mistake in what a writer has begun is its own, too; the reason of a signal that it began with is none', async () => {
  const controller = new AbortController();
  const begun = await stranger.begin('/out', controller);
  expect(() => begun.grow(mistake)).toThrow('the plugin supermin-backend-apk failed in grow(): ');
  const reason = new Error('enough');
  controller.abort(reason);
  expect(() => begun.grow(reason)).toThrow(reason);
});

describe('let through', () => {
  it.each([
    ['errors for the user', forUser],
    ['errors of ours', ours],
  ])('%s', async (_, error) => {
    expect(() => stranger.throws(error)).toThrow(error);
    await expect(stranger.rejects(error)).rejects.toBe(error);
  });

  it('the reason of a signal, whatever it is', async () => {
    const controller = new AbortController();
    controller.abort('enough');
    const { signal } = controller;
    await expect(stranger.rejects('enough', signal)).rejects.toBe('enough');
    await expect(stranger.rejects('enough', { signal })).rejects.toBe('enough');
  });

  it('what a frozen object gives', () => {
    const frozen = blaming('supermin-x', Object.freeze({ name: 'x', outputs: () => ['a'] }));
    expect([frozen.name, frozen.outputs()]).toEqual(['x', ['a']]);
  });

  it('values, and our own plugins as they are', () => {
    expect(stranger.name).toBe('apk');
    expect(blaming('@supermin/backend-dpkg', plugin)).toBe(plugin);
  });
});

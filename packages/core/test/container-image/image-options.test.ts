import { expect, it } from 'vitest';
import { contextOf } from '../../src/container-image/image-options.ts';
import { localHost } from '../../src/host/local-host.ts';

it('options of images have defaults: this machine, TLS, what is kept', () => {
  const context = contextOf({ cacheDirectory: '/cache' });
  expect(context).toMatchObject({
    ...{ cacheDirectory: '/cache', arch: undefined, insecure: false, pull: false },
    host: { root: '/' },
  });
  expect(context.signal.aborted).toBe(false);
  expect(context.report({ kind: 'message', level: 1, text: 'x' })).toBeUndefined();
});

it('options of images are kept', () => {
  const options = {
    ...{ cacheDirectory: '/cache', arch: 's390x', insecure: true, pull: true },
    ...{ host: localHost('/x'), signal: AbortSignal.abort(), report: () => {} },
  };
  expect(contextOf(options)).toEqual(options);
});

it('without a cache there is no place for layers', () => {
  expect(() => contextOf({ cacheDirectory: undefined })).toThrow(
    expect.objectContaining({ code: 'CACHE_MISSING', hint: expect.stringContaining('XDG_') }),
  );
});

import { describe, expect, it } from 'vitest';
import { isImageReference, parseImageReference } from '../../src/container-image/reference.ts';
import { absolutePath } from '../../src/path/absolute-path.ts';

describe('a container image by its name', () => {
  it.each(['oci', 'oci-archive', 'docker-archive'] as const)(
    'of %s has a path, maybe a tag',
    (transport) => {
      const parse = (rest: string) => parseImageReference(`${transport}:${rest}`);
      const text = `${transport}:/a/b`;
      expect(parse('/a/b')).toEqual({ transport, path: '/a/b', tag: undefined, text });
      expect(parse('/a/b:tag')).toEqual({
        transport,
        path: '/a/b',
        tag: 'tag',
        text: `${text}:tag`,
      });
      expect(parse('b')).toMatchObject({ path: absolutePath('b') });
    },
  );

  it('has all behind the second colon for a tag, also line breaks', () => {
    expect(parseImageReference('oci:/a:some/name:1\n2')).toMatchObject({
      ...{ path: '/a', tag: 'some/name:1\n2' },
    });
  });

  it.each([
    'debian',
    'debian:12',
    'r.example:5000/a/b_c-d.e@sha256:00',
    '[::1]:5000/x',
    'x'.repeat(512),
  ])('of a registry: %.60s', (name) => {
    const text = `docker://${name}`;
    expect(parseImageReference(text)).toEqual({ transport: 'docker', name, text });
  });

  it.each(['', '-o', '/etc', '.', 'a b', 'a\nb', 'a;b', 'a\n', 'é', '_a', 'x'.repeat(513)])(
    'of a registry is not a name of another form: %#',
    (name) => {
      const text = `docker://${name}`;
      expect(isImageReference(text)).toBe(true);
      expect(() => parseImageReference(text)).toThrow(
        expect.objectContaining({
          code: 'IMAGE_REFERENCE',
          message: expect.stringContaining('does not name a container image'),
          hint: expect.stringContaining('docker://NAME'),
        }),
      );
    },
  );

  it.each(['oci:', 'oci-archive::tag', 'docker-archive:', 'oci:/a:'])('is not %s', (text) => {
    expect(isImageReference(text)).toBe(true);
    expect(() => parseImageReference(text)).toThrow(
      expect.objectContaining({ code: 'IMAGE_REFERENCE' }),
    );
  });

  it.each([
    '/srv/root',
    'root',
    './oci:x',
    'docker:x',
    'a/oci:/x',
    'xoci:/a',
    'x docker://a',
    'oci',
  ])('is none: the directory %s', (path) => {
    expect(isImageReference(path)).toBe(false);
    expect(parseImageReference(path)).toBeUndefined();
  });

  it('is what is asked for as one', () => {
    for (const text of ['oci:/a', 'oci-archive:/a', 'docker-archive:/a', 'docker://a']) {
      expect(isImageReference(text)).toBe(true);
    }
  });
});

import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasProgram, type Options, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';

/** Where Debian has one that needs no library. */
export const BUSYBOX = '/usr/bin/busybox';

/** Whether images can be made as podman makes them: as root, as an ordinary user needs ranges of ids. */
export const HAS_PODMAN = IS_ROOT && hasProgram('buildah') && hasProgram('podman');

const DOCKERFILE = `FROM scratch
COPY bin /bin
COPY first /first
COPY second /second
ENV GREETING="hi there" PATH=/bin
WORKDIR /work/dir
USER 1000:1001
ENTRYPOINT ["/bin/sh", "-c", "echo $GREETING, $(pwd), $(id -u):$(id -g), $0 $@; cat /first /second"]
CMD ["one", "two"]
`;

/** What the image of `savedImage` says when nothing else is asked for. */
export const SAID = 'hi there, /work/dir, 1000:1001, one two\nfirst\nsecond\n';

/**
 * Has buildah make an image of busybox, in layers, and podman save it.
 *
 * @returns what `docker load` takes
 */
export async function savedImage(): Promise<string> {
  const top = scratchDirectory();
  const context = join(top, 'context');
  mkdirSync(join(context, 'bin'), { recursive: true });
  copyFileSync(BUSYBOX, join(context, 'bin/busybox'));
  for (const name of ['sh', 'cat', 'id', 'pwd', 'ls', 'echo']) {
    symlinkSync('busybox', join(context, 'bin', name));
  }
  for (const name of ['first', 'second']) writeFileSync(join(context, name), `${name}\n`);
  writeFileSync(join(context, 'Dockerfile'), DOCKERFILE);
  const store = [
    '--root',
    join(top, 'store'),
    '--runroot',
    join(top, 'run'),
    '--storage-driver=vfs',
  ];
  const options: Options = { env: { BUILDAH_ISOLATION: 'chroot', TMPDIR: top } };
  const file = join(top, 'image.tar');
  const name = 'localhost/supermin-test:1';
  await succeed('buildah', [...store, 'bud', '-q', '--layers', '-t', name, context], options);
  await succeed('podman', [...store, 'save', '-q', '-o', file, name], options);
  return file;
}

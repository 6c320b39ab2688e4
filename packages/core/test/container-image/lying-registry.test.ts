import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { machine } from 'node:os';
import { gzipSync } from 'node:zlib';
import { available, hasProgram } from '@supermin/test-support/programs';
import { randomBytes, randomNumbers } from '@supermin/test-support/random';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { imageRoot } from '../../src/container-image/image-root.ts';
import { wantedPlatform } from '../../src/container-image/platform.ts';
import { parseImageReference } from '../../src/container-image/reference.ts';
import { sha256Of } from '../support/images.ts';

const CAN_TRY = available('images of a registry that lies, by skopeo', hasProgram('skopeo'));

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const NOISE = randomBytes(1 << 20, randomNumbers(1));
/** What skopeo would make small, if it may. */
const ZEROS = Buffer.alloc(1 << 20);
/** Megabytes: more than skopeo's own files may have. */
const SENT = 400;

const { architecture } = wantedPlatform(machine());
const archive = Buffer.alloc(10_240);
const layer = gzipSync(archive);
const described = (mediaType: string, bytes: Buffer) => ({
  mediaType,
  ...{ digest: `sha256:${sha256Of(bytes)}`, size: bytes.length },
});
const config = Buffer.from(
  JSON.stringify({
    ...{ architecture, os: 'linux', config: {} },
    rootfs: { type: 'layers', diff_ids: [`sha256:${sha256Of(archive)}`] },
  }),
);
const manifestOf = (type: string, bytes: Buffer) =>
  Buffer.from(
    JSON.stringify({
      ...{ schemaVersion: 2, mediaType: MANIFEST },
      config: described('application/vnd.oci.image.config.v1+json', config),
      layers: [described(`application/vnd.oci.image.layer.v1.${type}`, bytes)],
    }),
  );
const manifest = manifestOf('tar+gzip', layer);

const index = Buffer.from(
  JSON.stringify({
    ...{ schemaVersion: 2, mediaType: INDEX },
    manifests: [{ ...described(MANIFEST, manifest), platform: { os: 'linux', architecture } }],
  }),
);

/** A registry with one image, whose layer is what `send` sends, and an index that has it. */
async function fetchFrom(
  send: (response: ServerResponse) => void,
  tag = 'image',
): Promise<Error | undefined> {
  const server = createServer(({ url = '' }, response) => {
    if (url.endsWith('/manifests/index')) {
      response.setHeader('Content-Type', INDEX);
      response.end(index);
    } else if (url.endsWith('/manifests/plain')) {
      response.setHeader('Content-Type', MANIFEST);
      response.end(manifestOf('tar', archive));
    } else if (url.includes('/manifests/')) {
      response.setHeader('Content-Type', MANIFEST);
      response.end(manifest);
    } else if (url.endsWith(sha256Of(layer))) send(response);
    else if (url.endsWith(sha256Of(archive))) response.end(archive);
    else response.end(url.endsWith(sha256Of(config)) ? config : undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const reference = parseImageReference(`docker://127.0.0.1:${port}/image:${tag}`)!;
  try {
    await imageRoot(reference, { cacheDirectory: scratchDirectory(), insecure: true });
    return undefined;
  } catch (error) {
    return error as Error;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

it.runIf(CAN_TRY).each(['image', 'index'])('an %s of a registry is fetched', async (tag) => {
  expect(await fetchFrom((response) => response.end(layer), tag)).toBeUndefined();
});

it.runIf(CAN_TRY)('a layer that is not compressed is fetched as it is', async () => {
  expect(await fetchFrom((response) => response.end(), 'plain')).toBeUndefined();
});

it.runIf(CAN_TRY).each([
  ['image', 'noise', NOISE],
  ['index', 'noise', NOISE],
  ['image', 'zeros', ZEROS],
] as const)('a layer of an %s that never ends, of %s, is cut off', async (tag, _, bytes) => {
  let sent = 0;
  const error = await fetchFrom((response) => {
    const more = () => {
      while (sent++ < SENT) {
        if (!response.write(bytes)) return response.once('drain', more);
      }
      return response.end();
    };
    more();
  }, tag);
  expect(error).toMatchObject({ code: 'IMAGE_FETCH' });
  expect(error!.message).toContain('sends more than the manifest says');
  expect(sent).toBeLessThan(SENT);
});

it.runIf(CAN_TRY).each([
  ['another layer', (response: ServerResponse) => response.end(gzipSync(Buffer.alloc(20_480)))],
  [
    'a file of this machine',
    (response: ServerResponse) => response.writeHead(307, { Location: 'file:///etc/passwd' }).end(),
  ],
])('%s in the place of a layer: an error', async (_, send) => {
  expect(await fetchFrom(send)).toMatchObject({ code: 'IMAGE_FETCH' });
});

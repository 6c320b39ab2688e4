import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { machine } from 'node:os';
import { join } from 'node:path';
import { type ImageRoot, imageRoot, parseImageReference } from '@supermin/core';
import { archive, type Member } from '@supermin/test-support/archive';
import { scratchDirectory } from '@supermin/test-support/scratch';

const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: 'amd64', aarch64: 'arm64' };

/** Architecture of this machine, as images have it. */
const HERE = ARCHITECTURES[machine()] ?? machine();

type Config = Readonly<Record<string, unknown>>;

/**
 * An image of one layer.
 *
 * @param config what it says of commands: `{ WorkingDir: '/srv' }`
 */
export function imageOf(
  members: readonly Member[],
  config: Config = {},
  architecture = HERE,
): Promise<ImageRoot> {
  const reference = parseImageReference(imageFileOf(members, config, architecture))!;
  return imageRoot(reference, { cacheDirectory: scratchDirectory(), arch: architecture });
}

/** What names such an image in a file, as `docker save` writes it. */
export function imageFileOf(
  members: readonly Member[],
  config: Config = {},
  architecture = HERE,
): string {
  const layer = archive(members);
  const digest = createHash('sha256').update(layer).digest('hex');
  const rootfs = { type: 'layers', diff_ids: [`sha256:${digest}`] };
  const file = join(scratchDirectory(), 'image.tar');
  writeFileSync(
    file,
    archive([
      { name: 'layer.tar', content: layer.toString('latin1') },
      {
        name: 'config.json',
        content: bytes(JSON.stringify({ architecture, os: 'linux', config, rootfs })),
      },
      {
        name: 'manifest.json',
        content: JSON.stringify([{ Config: 'config.json', Layers: ['layer.tar'] }]),
      },
    ]),
  );
  return `docker-archive:${file}`;
}

/** The bytes of a text, a character each. */
function bytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}

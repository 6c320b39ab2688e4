import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localHost, parseImageReference } from '@supermin/core';
import { archive } from '@supermin/test-support/archive';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { openImage } from '../../src/open/open-image.ts';
import { DPKG, registryOf } from '../support/plugins.ts';

const STATUS = 'Package: tool\nStatus: install ok installed\nArchitecture: all\nVersion: 1.0\n';

/** What `docker save` writes of an image with one layer, which has a package. */
function dockerArchive(): string {
  const layer = archive([
    { name: 'etc/os-release', content: 'ID=debian\n' },
    { name: 'usr/bin/tool', content: 'tool' },
    { name: 'var/lib/dpkg/status', content: STATUS },
    { name: 'var/lib/dpkg/info/tool.list', content: '/.\n/usr/bin/tool\n' },
  ]);
  const digest = createHash('sha256').update(layer).digest('hex');
  const rootfs = { type: 'layers', diff_ids: [`sha256:${digest}`] };
  const config = { architecture: 'amd64', os: 'linux', config: {}, rootfs };
  const manifest = { Config: 'config.json', RepoTags: ['test:1'], Layers: ['layer.tar'] };
  const path = join(scratchDirectory(), 'image.tar');
  const members = [
    { name: 'layer.tar', content: layer.toString('latin1') },
    { name: 'config.json', content: JSON.stringify(config) },
    { name: 'manifest.json', content: JSON.stringify([manifest]) },
  ];
  writeFileSync(path, archive(members));
  return path;
}

const options = {
  ...{ registry: registryOf(DPKG), host: localHost(scratchDirectory()) },
  ...{ signal: new AbortController().signal, report: () => {}, cacheDirectory: scratchDirectory() },
};

describe('openImage', () => {
  const path = dockerArchive();

  it('has the files of an image, and the packages of the database in it', async () => {
    const text = `docker-archive:${path}:test:1`;
    const subject = await openImage(parseImageReference(text)!, options);
    expect(subject).toMatchObject({
      ...{ kind: 'output', names: [text], format: 'docker-archive', notes: [] },
      packages: [{ id: 'tool', purl: 'pkg:deb/debian/tool@1.0?arch=all&distro=debian' }],
      release: { id: 'debian' },
    });
    expect(subject.contents!.tree.lookup('/usr/bin/tool')?.package).toBe(0);
    subject.close();
  });

  it('fails for a tag that is not in it', async () => {
    const reference = parseImageReference(`docker-archive:${path}:other:1`)!;
    await expect(openImage(reference, options)).rejects.toMatchObject({ code: 'IMAGE_MISSING' });
  });
});

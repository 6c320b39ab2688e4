import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename } from 'node:path';
import { succeed } from '@supermin/test-support/programs';

export interface Registry {
  /** What package managers are given as `npm_config_registry`. */
  url: string;
  close(): void;
}

interface Published {
  tarball: Buffer;
  file: string;
  manifest: { name: string; version: string };
}

/**
 * A package registry on this machine that has the given tarballs, and sends those who ask for anything else on to the
 * registry that is configured here. So package managers do with our packages what they will do once these are published.
 */
export async function startRegistry(tarballs: readonly string[]): Promise<Registry> {
  const upstream = (await succeed('npm', ['config', 'get', 'registry'])).stdout.trim();
  const published = new Map<string, Published>();
  for (const path of tarballs) {
    const { stdout } = await succeed('tar', ['-xzOf', path, 'package/package.json']);
    const manifest = JSON.parse(stdout) as Published['manifest'];
    published.set(manifest.name, { tarball: readFileSync(path), file: basename(path), manifest });
  }
  const server = createServer(({ url: asked = '' }, response) => {
    const name = decodeURIComponent(asked.slice(1).split('/-/')[0]!);
    const found = published.get(name);
    if (found === undefined) {
      // Names of ours that are not published exist nowhere.
      if (name.startsWith('@supermin/')) response.writeHead(404).end('{}');
      else response.writeHead(302, { location: new URL(asked.slice(1), upstream).href }).end();
    } else if (asked.includes('/-/')) response.end(found.tarball);
    else {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(packument(found, `${url}${name}/-/${found.file}`)));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function packument({ tarball, manifest }: Published, url: string): object {
  const { name, version } = manifest;
  const dist = {
    tarball: url,
    shasum: createHash('sha1').update(tarball).digest('hex'),
    integrity: `sha512-${createHash('sha512').update(tarball).digest('base64')}`,
  };
  return {
    ...{ name, 'dist-tags': { latest: version } },
    versions: { [version]: { ...manifest, dist } },
    // pnpm and npm can be told to leave out what is younger than a few days.
    time: { [version]: '2020-01-01T00:00:00.000Z' },
  };
}

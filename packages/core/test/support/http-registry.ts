import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sha256Digest } from '../../src/oci/descriptor.ts';

/** What is sent: bytes, or whatever a test does. */
type Answer = Uint8Array | ((response: ServerResponse) => void);

/** A registry that is only read, and sends what it likes: docker-registry(1) takes nothing that is not what its digest says. */
export interface HttpRegistry {
  /** `127.0.0.1:PORT` */
  address: string;
  /** By tag or digest. */
  manifests: Map<string, Answer>;
  /** By digest. */
  blobs: Map<string, Answer>;
  /** What was asked for, the last part of each path. */
  asked: string[];
  close(): Promise<void>;
}

const PATH = /^\/v2\/.+\/(manifests|blobs)\/([^/]+)$/;

export async function startHttpRegistry(): Promise<HttpRegistry> {
  const parts = { manifests: new Map<string, Answer>(), blobs: new Map<string, Answer>() };
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    const [, kind, name] = PATH.exec(url) ?? [];
    if (kind === undefined) return response.end('{}');
    asked.push(name!);
    const answer = parts[kind as keyof typeof parts].get(name!);
    if (answer === undefined) return response.writeHead(404).end();
    const type = kind === 'manifests' ? 'application/vnd.oci.image.manifest.v1+json' : undefined;
    if (type !== undefined) response.setHeader('content-type', type);
    return typeof answer === 'function' ? answer(response) : response.end(answer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    ...{ ...parts, asked },
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Of this user's registries skopeo gets to see no passwords, and it notes nothing for later; the directories may not even be readable. */
export function isolateSkopeo(directory: string): void {
  for (const name of ['XDG_RUNTIME_DIR', 'XDG_DATA_HOME']) process.env[name] = directory;
}

/** Offers a blob; returns what a manifest says of it. */
export function offerBlob({ blobs }: HttpRegistry, mediaType: string, content: string) {
  const bytes = Buffer.from(content);
  const digest = sha256Digest(bytes);
  blobs.set(digest, bytes);
  return { mediaType, digest, size: bytes.length };
}

/** Offers a manifest under a tag and its digest, which is returned. */
export function offerManifest({ manifests }: HttpRegistry, tag: string, manifest: unknown): string {
  const bytes = Buffer.from(JSON.stringify(manifest));
  const digest = sha256Digest(bytes);
  manifests.set(tag, bytes).set(digest, bytes);
  return digest;
}

import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { isRoot } from './programs.ts';

const SOURCES = fileURLToPath(new URL('../../src', import.meta.url));

/** uid and gid of `nobody` on most systems; owns nothing on any. */
const NOBODY = 65534;

export interface Ended {
  status: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/**
 * The product in plain JavaScript, below a directory that everybody may read: for what needs a process of its own
 * (another user, `kill -9`). Made once a test file.
 */
export function compiled(): string {
  product ??= compile();
  return product;
}

let product: string | undefined;

afterAll(() => {
  if (product !== undefined) rmSync(product, { recursive: true });
});

function compile(): string {
  const out = mkdtempSync(join(realpathSync(tmpdir()), 'supermin-test-product-'));
  chmodSync(out, 0o755);
  const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' });
  esbuild().buildSync({
    entryPoints: sources.filter((name) => name.endsWith('.ts')).map((name) => join(SOURCES, name)),
    outdir: out,
    outbase: SOURCES,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
  });
  writeFileSync(join(out, 'package.json'), '{"type":"module"}');
  return out;
}

/** tsup's: it needs a tenth of the time that the TypeScript compiler takes to load. */
function esbuild(): { buildSync(options: Record<string, unknown>): void } {
  const tsup = createRequire(import.meta.url).resolve('tsup');
  return createRequire(tsup)('esbuild');
}

/** Starts a script that imports from `product`, a directory of {@link compiled}. */
export function script(
  product: string,
  code: string,
  options: { nobody?: boolean; cwd?: string; args?: string[] } = {},
): { child: ChildProcess; ended: Promise<Ended>; says: (text: string) => Promise<string> } {
  const other = options.nobody && isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const imports = code.replaceAll("'@core/", `'${product}/`);
  const args = ['--input-type=module', '-e', imports, '--', ...(options.args ?? [])];
  const child = spawn(process.execPath, args, {
    cwd: options.cwd ?? '/',
    env: { PATH: process.env.PATH, HOME: '/nonexistent' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...other,
  });
  let stdout = '';
  let stderr = '';
  const listeners = new Set<() => void>();
  child.stdout!.on('data', (chunk) => {
    stdout += chunk;
    for (const listener of listeners) listener();
  });
  child.stderr!.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
  const says = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => stdout.includes(text) && resolve(stdout);
      listeners.add(look);
      look();
      ended.then(
        () => reject(new Error(`it ended without saying ${text}: ${stdout}${stderr}`)),
        reject,
      );
    });
  return { child, ended, says };
}

/** Runs a script to its end; what it prints is JSON. Its failure is an error. */
export async function ask(
  product: string,
  code: string,
  options: Parameters<typeof script>[2] = {},
): Promise<unknown> {
  const { status, stdout, stderr } = await script(product, code, options).ended;
  if (status !== 0) throw new Error(`the script ended with ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

import { createHash } from 'node:crypto';
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { available, hasProgram, succeed } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { USERS } from '@supermin/test-support/users';
import { describe, expect, it } from 'vitest';
import { supermin, superminSucceeds } from './support/installation.ts';
import { HAS_QEMU } from './support/qemu.ts';

const DISK = '/dev/disk/by-id/virtio-disk0';

/** Answers one request, and ends. */
const GUEST_SERVER = `
import http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'from the guest')
http.server.HTTPServer(('', 80), Handler).handle_request()
`;

/** Asks the host, and prints the answer or the kind of error. */
const GUEST_CLIENT = `
import os, socket, sys, urllib.request
print(socket.gethostbyname('localhost'), *sorted(os.listdir('/sys/class/net')))
try: print(urllib.request.urlopen('http://10.0.2.2:%s/' % sys.argv[1], timeout=20).read().decode())
except OSError as error: print('unreachable')
`;

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A server with a repository of one package, `greeting`, as apt takes it without a Release file. */
async function aptRepository() {
  const directory = scratchDirectory({
    'tree/etc/greeting': 'hello from the package\n',
    'tree/DEBIAN/control':
      'Package: greeting\nVersion: 1\nArchitecture: all\nMaintainer: A <a@b.c>\nDescription: says hello\n',
  });
  const file = join(directory, 'greeting.deb');
  await succeed('dpkg-deb', ['--root-owner-group', '-b', join(directory, 'tree'), file]);
  const deb = readFileSync(file);
  const sha256 = createHash('sha256').update(deb).digest('hex');
  const { stdout: control } = await succeed('dpkg-deb', ['-f', file]);
  const index = `${control}Filename: ./greeting.deb\nSize: ${deb.length}\nSHA256: ${sha256}\n`;
  const files = new Map<string, string | Buffer>([
    ['/./Packages', index],
    ['/./greeting.deb', deb],
  ]);
  const server = createServer(({ url = '' }, response) => {
    const content = files.get(url);
    response.writeHead(content === undefined ? 404 : 200).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

describe.runIf(HAS_QEMU).each(USERS)('devices of run as $name', (user) => {
  const directory = scratchDirectory({}, user);
  const options = {
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    env: { XDG_CACHE_HOME: join(directory, 'cache') },
  };

  function image(name: string, content: Buffer | string = Buffer.alloc(1 << 20)): string {
    const path = join(directory, name);
    writeFileSync(path, content);
    if (user.uid !== undefined) chownSync(path, user.uid, user.uid);
    return path;
  }

  const client = (...argv: string[]) =>
    superminSucceeds(
      ['run', '-p', 'python3', ...argv.slice(1), '--', 'python3', '-c', GUEST_CLIENT, argv[0]!],
      options,
    );

  it('the host is reached with --net, and by nobody without it; localhost resolves', async () => {
    const server = createServer((_, response) => response.end('from the host'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const alone = await client(String(port));
      expect(alone.stdout).toBe('127.0.0.1 lo\nunreachable\n');
      const connected = await client(String(port), '--net');
      expect(connected.stdout).toBe('127.0.0.1 eth0 lo\nfrom the host\n');
      const isolated = await client(String(port), '--publish', `${await freePort()}:80`);
      expect(isolated.stdout).toBe('127.0.0.1 eth0 lo\nunreachable\n');
    } finally {
      server.close();
    }
  });

  it('the hostname resolves, and with published ports alone no name server is asked', async () => {
    const script = 'hostname; getent ahostsv4 $(hostname); cat /etc/resolv.conf';
    const argv = ['-p', 'hostname', '-p', 'libc-bin', '--', 'sh', '-c', script];
    const isolated = ['run', '--publish', `${await freePort()}:80`, ...argv];
    const lines = (await superminSucceeds(isolated, options)).stdout.split('\n');
    expect(lines[0]).toBe('supermin');
    expect(lines[1]).toMatch(/^127\.0\.1\.1 +STREAM supermin$/);
    expect(lines.filter((line) => line.startsWith('nameserver'))).toEqual([]);
    const connected = await superminSucceeds(['run', '--net', ...argv], options);
    expect(connected.stdout).toMatch(/^nameserver 10\.0\.2\.3$/m);
  });

  it("an appliance's own names are kept, and the hostname is added once", async () => {
    const hosts = join(directory, 'tree-with-hosts');
    mkdirSync(join(hosts, 'etc'), { recursive: true });
    writeFileSync(join(hosts, 'etc/hosts'), '10.0.0.9 other\n127.0.0.1 web localhost');
    const appliance = join(directory, 'appliance-with-hosts');
    await superminSucceeds(['prepare', 'bash', 'coreutils', '-o', appliance], options);
    await succeed('tar', ['-C', hosts, '-czf', join(appliance, 'hosts.tar.gz'), './etc/hosts']);
    const cat = ['--', 'cat', '/etc/hosts'];
    const { stdout } = await superminSucceeds(['run', '--appliance', appliance, ...cat], options);
    expect(stdout).toBe('10.0.0.9 other\n127.0.0.1 web localhost\n127.0.1.1 supermin\n');
  });

  it('a page of the guest is read from its published port', async () => {
    const port = await freePort();
    const argv = ['run', '-p', 'python3', '--publish', `${port}:80`, '--timeout', '2m'];
    const guest = superminSucceeds([...argv, '--', 'python3', '-c', GUEST_SERVER], options);
    const page = async (): Promise<string> => {
      try {
        return await (await fetch(`http://127.0.0.1:${port}/`)).text();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 200));
        return page();
      }
    };
    const [text] = await Promise.all([page(), guest]);
    expect(text).toBe('from the guest');
  });

  it.runIf(available('apt', hasProgram('apt-get')))(
    'apt-get updates from a repository on this machine, and installs a package',
    async () => {
      const repository = await aptRepository();
      try {
        const script = [
          `echo 'deb [trusted=yes] http://10.0.2.2:${repository.port}/ ./' > /etc/apt/sources.list`,
          'rm -rf /etc/apt/sources.list.d /etc/apt/apt.conf.d/*',
          'apt-get update && apt-get -qq -y install greeting </dev/null >/dev/null && cat /etc/greeting',
        ].join('\n');
        const argv = ['run', '-p', 'apt', '--net', '--', 'sh', '-c', script];
        const { stdout } = await superminSucceeds(argv, options);
        expect(stdout).toMatch(/^Get:\d+ http:.* Packages/m);
        expect(stdout).toMatch(/\nhello from the package\n$/);
      } finally {
        repository.close();
      }
    },
  );

  it('a port that is taken is named', async () => {
    const server = createTcpServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const { status, stderr } = await supermin(
      ['run', '--publish', `${port}:80`, '--', 'true'],
      options,
    );
    server.close();
    expect(status).toBe(125);
    expect(stderr).toContain(`cannot listen on 127.0.0.1:${port}`);
  });

  it('a disk is known by its serial number, and what is written to a file on it is there', async () => {
    const tree = join(directory, 'tree');
    mkdirSync(tree);
    const disk = image('file system');
    await succeed('mke2fs', ['-q', '-F', '-d', tree, disk]);
    const script = `mount ${DISK} /mnt && echo kept > /mnt/file; echo $?`;
    const argv = ['-p', 'coreutils', '-p', 'mount', '--', 'sh', '-c', `mkdir -p /mnt; ${script}`];
    const written = await superminSucceeds(['run', '--disk', disk, ...argv], options);
    expect(written.stdout).toBe('0\n');
    const { stdout } = await succeed('debugfs', ['-R', 'cat /file', disk]);
    expect(stdout).toBe('kept\n');
  });

  it('the partitions of a disk are known by it', async () => {
    const table = Buffer.alloc(2 << 20);
    // One of Linux's, from the second half of the disk to its end.
    table.set([0x80, 0, 0, 0, 0x83, 0, 0, 0], 446);
    table.writeUInt32LE(2048, 454);
    table.writeUInt32LE(2048, 458);
    table.set([0x55, 0xaa], 510);
    table.write('second half', 1 << 20);
    const disk = image('partitioned', table);
    const argv = ['-p', 'coreutils', '--', 'head', '-c', '11', `${DISK}-part1`];
    const { stdout } = await superminSucceeds(['run', '--disk', `${disk}:ro`, ...argv], options);
    expect(stdout).toBe('second half');
  });

  it('nothing is written to a disk that is read-only', async () => {
    const disk = image('raw', 'unchanged'.padEnd(1 << 20));
    const script = `head -c 9 ${DISK}; (echo changed > ${DISK}) 2>/dev/null; echo $?`;
    const argv = ['run', '-p', 'coreutils', '--disk', `${disk}:ro`, '--', 'sh', '-c', script];
    const { stdout } = await superminSucceeds(argv, options);
    expect(stdout).toMatch(/^unchanged[^0]/);
    expect(readFileSync(disk, 'latin1')).toMatch(/^unchanged {9}/);
  });

  it("QEMU is told more, and docker's -i is understood", async () => {
    const more = ['--qemu-option=-smbios', '--qemu-option=type=1,product=Thing'];
    const script = 'read line; echo $line; read name < /sys/class/dmi/id/product_name; echo $name';
    const argv = ['run', '-i', ...more, '--', 'sh', '-c', script];
    const { stdout } = await superminSucceeds(argv, { ...options, input: Buffer.from('in\n') });
    expect(stdout).toBe('in\nThing\n');
  });
});

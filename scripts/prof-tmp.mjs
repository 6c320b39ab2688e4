import { createReadStream } from 'node:fs';
import { readPackages } from '/work/repos/packages/backend-dpkg/src/repository/index/read-packages.ts';
import { TableBuilder } from '/work/repos/packages/backend-dpkg/src/repository/index/table-builder.ts';

for (let i = 0; i < 3; i++) {
  const before = process.cpuUsage();
  const builder = new TableBuilder('amd64');
  await readPackages(
    createReadStream('/tmp/reposbg/idx/Packages', { highWaterMark: 1 << 16 }),
    { builder, source: 0 },
    (p) => new Error(p),
  );
  const mid = process.cpuUsage(before);
  const parts = builder.parts();
  const after = process.cpuUsage(before);
  console.log(
    'read ms',
    mid.user / 1000,
    'all',
    after.user / 1000,
    after.system / 1000,
    parts.text.length,
  );
}

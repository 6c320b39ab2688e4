import {
  type BytePath,
  type CallContext,
  isSuperminError,
  shownPath,
  systemErrorCode,
} from '@supermin/core';
import type { UnusablePackages } from '@supermin/core/backend';
import { damaged, databaseMissing, foreignRpm, unsupported } from '../errors.ts';
import type { PackageRecord } from '../format/package-record.ts';
import { RandomAccessFile } from '../format/random-access-file.ts';
import { type DatabaseFormat, detectFormat } from './detect-format.ts';
import { DIRECTORIES, findDatabases } from './locations.ts';
import { type ReadRecords, readDirectly } from './read-directly.ts';
import { readWithRpm } from './rpm-dump.ts';

interface ReadContext extends Pick<CallContext, 'host' | 'signal'> {
  /** Takes the records that cannot be read. Default: each of them is an error. */
  unusable?: UnusablePackages;
}

/**
 * The installed packages of a root, as its database lists them.
 *
 * Where several databases lie there, an empty one is passed over: an rpm that was pointed at a database of a format that
 * it does not know leaves an empty one of its own beside it.
 *
 * @throws SuperminError `RPM_DATABASE_MISSING`, `RPM_DAMAGED`, `RPM_UNSUPPORTED`, `RPM_QUERY_FAILED`
 */
export async function readPackages(context: ReadContext): Promise<readonly PackageRecord[]> {
  const { host } = context;
  const files = findDatabases(host);
  if (files.length === 0) throw databaseMissing(DIRECTORIES.map((path) => shownPath(host, path)));
  const filled = files.filter((path) => host.stat(path)!.size > 0);
  for (const path of filled.length > 0 ? filled : files) {
    // In a root that is made of archives it is a part of one of them, and nobody changes it.
    const memory = host.open(path).kind === 'path' ? undefined : host.readFile(path);
    const records = await readDatabase(context, shownPath(host, path), memory);
    if (records.length > 0) return records;
  }
  return [];
}

/**
 * One database, by our own readers. rpm is asked where they are no help: changes that wait in a log beside a sqlite
 * database, a database that is being written, and variants of a format that no rpm of today writes.
 */
export async function readDatabase(
  context: ReadContext,
  path: BytePath,
  memory?: Buffer,
): Promise<readonly PackageRecord[]> {
  const file = new RandomAccessFile(path, memory);
  try {
    const format = detectFormat(file);
    if (format === undefined) throw damaged(path, 0, 'this is no rpm database');
    if (format === 'btree') throw foreignRpm(path);
    const read = memory === undefined ? readBest : readInMemory;
    const { records, skipped } = await read(context, file, format);
    for (const { names, error } of skipped) {
      if (context.unusable === undefined) throw error;
      context.unusable.addUnread(names, error);
    }
    return records;
  } finally {
    file.close();
  }
}

function readInMemory(
  { signal }: ReadContext,
  file: RandomAccessFile,
  format: DatabaseFormat,
): Promise<ReadRecords> {
  return readDirectly(file, format, signal);
}

async function readBest(
  context: ReadContext,
  file: RandomAccessFile,
  format: DatabaseFormat,
): Promise<ReadRecords> {
  try {
    if (format === 'sqlite') refuseLog(file.path);
    return await readAtRest(file, format, context.signal);
  } catch (error) {
    if (!isSuperminError(error) || error.code !== 'RPM_UNSUPPORTED') throw error;
    if (!(await rpmReads(context, format))) throw error;
    return await readWithRpm(context, file.path);
  }
}

/** Half of an old and half of a new database is neither right nor damaged. */
async function readAtRest(
  file: RandomAccessFile,
  format: DatabaseFormat,
  signal: AbortSignal,
): Promise<ReadRecords> {
  try {
    const read = await readDirectly(file, format, signal);
    if (!file.hasChanged()) return read;
  } catch (error) {
    if (!file.hasChanged()) throw error;
  }
  throw unsupported(file.path, 'it was changed while it was read; rpm knows how to wait');
}

/** sqlite keeps what is not yet in the database in `-wal`, and what has to be taken back in `-journal`. */
function refuseLog(path: BytePath): void {
  for (const suffix of ['-wal', '-journal']) {
    if (sizeOf(`${path}${suffix}`) > 0) {
      throw unsupported(
        path,
        `changes wait in ${suffix.slice(1)} beside it, which rpm has to read`,
      );
    }
  }
}

function sizeOf(path: BytePath): number {
  try {
    const file = new RandomAccessFile(path);
    file.close();
    return file.size;
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}

/** Whether there is an rpm here that may be pointed at such a database. */
async function rpmReads({ host, signal }: ReadContext, format: DatabaseFormat): Promise<boolean> {
  try {
    const { stdout } = await host.run('rpm', ['--eval', '%{_db_backend}'], { signal });
    return format !== 'ndb' || stdout.toString('latin1').trim() === 'ndb';
  } catch (error) {
    if (isSuperminError(error) && error.code === 'PROGRAM_MISSING') return false;
    throw error;
  }
}

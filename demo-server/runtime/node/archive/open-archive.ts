/**
 * Opens the archive of a folder, or says why not. One server at a time: DuckDB locks its file against other processes,
 * and this file against this one. What cannot be read is set aside, never deleted, and a new file is begun.
 */
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBInstance } from '@duckdb/node-api';
import type { Archive, RetentionLimits } from '../../../store/archive.ts';
import { DataDirProblem } from './data-dir.ts';
import { duckdbArchive } from './duckdb-archive.ts';
import { limitsFrom } from './read-limits.ts';

export const FILE_NAME = 'telemetry.duckdb';

const SETTINGS = {
  // What the store may take of memory besides the newest spans; what needs more goes through the disk.
  memory_limit: '512MB',
  threads: '2',
  // Nothing is ever fetched from the network.
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
} as const;

const open = new Set<string>();

export interface OpenArchiveOptions {
  readonly dir: string;
  /** Without them, the defaults. */
  readonly limits?: RetentionLimits | undefined;
  readonly say: (line: string) => void;
  readonly wallMs?: () => number;
}

export async function openArchive({
  dir,
  limits = limitsFrom({}),
  say,
  wallMs = Date.now,
}: OpenArchiveOptions): Promise<Archive> {
  const file = path.resolve(dir, FILE_NAME);
  if (open.has(file)) throw inUse(dir, 'this process');
  open.add(file);
  const onClosed = () => open.delete(file);
  try {
    await mkdir(dir, { recursive: true });
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const attempt = async () => {
      let instance: DuckDBInstance | undefined;
      try {
        instance = await DuckDBInstance.create(file, SETTINGS);
        return await duckdbArchive({ instance, file, limits, wallMs, onClosed });
      } catch (error) {
        instance?.closeSync();
        throw error;
      }
    };
    try {
      return await attempt();
    } catch (error) {
      if (error instanceof DataDirProblem || !isUnreadable(error)) throw error;
      const aside = await setAside(file, wallMs());
      say(
        `The telemetry in ${file} cannot be read (${firstLine(error)}). It was set aside as ${path.basename(aside)}; a new file is begun.`,
      );
      return await attempt();
    }
  } catch (error) {
    onClosed();
    throw problemOf(error, dir);
  }
}

/** Another process, permissions, a full disk and too little memory say nothing about the file. */
function isUnreadable(error: unknown): boolean {
  const text = messageOf(error);
  if ((error as NodeJS.ErrnoException).code !== undefined) return false;
  return !/lock on file|Permission denied|Read-only file system|No space left|File too large|Is a directory|Too many open files|Out of Memory/i.test(
    text,
  );
}

async function setAside(file: string, nowMs: number): Promise<string> {
  const aside = `${file}.unreadable-${new Date(nowMs).toISOString().replace(/[:.]/g, '-')}`;
  await rename(file, aside);
  await rename(`${file}.wal`, `${aside}.wal`).catch(() => {});
  return aside;
}

function problemOf(error: unknown, dir: string): unknown {
  if (error instanceof DataDirProblem) return error;
  const text = messageOf(error);
  if (/lock on file/i.test(text))
    return inUse(dir, `process ${/PID (\d+)/.exec(text)?.[1] ?? 'of another user'}`);
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== undefined || /IO Error/.test(text))
    return new DataDirProblem(
      `Telemetry cannot be kept in ${dir}: ${firstLine(error)}.`,
      'Make the folder writable, choose another with DATA_DIR=folder, or keep nothing with DATA_DIR=memory.',
    );
  return error;
}

const inUse = (dir: string, by: string): DataDirProblem =>
  new DataDirProblem(
    `Another server (${by}) keeps its telemetry in ${dir}.`,
    'Stop that one, choose another folder with DATA_DIR=folder, or keep nothing with DATA_DIR=memory.',
  );

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const firstLine = (error: unknown): string => (messageOf(error).split('\n')[0] ?? '').replace(/\.$/, '');

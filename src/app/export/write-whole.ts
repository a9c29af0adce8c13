import { randomUUID } from 'node:crypto'
import { existsSync, linkSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative } from 'node:path'
import { AssetError } from '../../errors.ts'
import { errorCode } from '../../util/error-code.ts'
import type { Chunk } from './chunks.ts'

export function expectFree(path: string, fix?: string): void {
  if (existsSync(path)) throw taken(path, fix)
}

/**
 * Refuses a path inside the store: its files are named by hash, and a foreign file there would be deleted or would
 * replace one.
 */
export function expectOutside(storeFolder: string, path: string): void {
  const place = relative(realPath(storeFolder), join(realPath(dirname(path)), basename(path)))
  if (place.startsWith('..') || isAbsolute(place)) return
  throw new AssetError({
    code: 'CLI_USAGE',
    message: `${path} is in the store, where no file of yours has a place`,
    fix: `name one outside of ${storeFolder}`,
  })
}

/** Without the links on the way; as it is said, where it is not there. */
function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

function taken(path: string, fix = 'write over it: --force'): AssetError {
  return new AssetError({ code: 'CLI_USAGE', message: `${path} is there already`, fix })
}

export async function passOn(chunks: AsyncIterable<Chunk>, to: (chunk: Chunk) => Promise<void>): Promise<number> {
  let sizeBytes = 0
  for await (const chunk of chunks) {
    await to(chunk)
    sizeBytes += Buffer.byteLength(chunk)
  }
  return sizeBytes
}

/** Writes under another name first, so that a reader sees no file, the old file or the whole new one. */
export async function writeWhole(
  path: string,
  chunks: AsyncIterable<Chunk>,
  { force = false }: { readonly force?: boolean },
): Promise<number> {
  const unfinished = join(dirname(path), `.${randomUUID()}.export`)
  try {
    const sizeBytes = await writeNew(unfinished, chunks)
    if (force) renameSync(unfinished, path)
    else placeNew(unfinished, path)
    return sizeBytes
  } catch (error) {
    throw exportFailure(error, path)
  } finally {
    rmSync(unfinished, { force: true })
  }
}

export async function writeNew(file: string, chunks: AsyncIterable<Chunk>): Promise<number> {
  await using handle = await open(file, 'wx')
  const sizeBytes = await passOn(chunks, async (chunk) => {
    await handle.writeFile(chunk)
  })
  await handle.sync()
  return sizeBytes
}

/** A link never takes the place of a file that came meanwhile; not every file system has them. */
function placeNew(unfinished: string, path: string): void {
  try {
    linkSync(unfinished, path)
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw taken(path)
    expectFree(path)
    renameSync(unfinished, path)
  }
}

export function exportFailure(error: unknown, path: string): unknown {
  const code = errorCode(error)
  if (AssetError.is(error) || code === undefined) return error
  const why = code === 'ENOENT' ? `there is no folder ${dirname(path)}` : (error as Error).message
  return new AssetError({
    code: 'EXPORT_FAILED',
    message: `${path} cannot be written: ${why}`,
    facts: { file: path, code },
    fix: 'name a file in a folder that this user may write to and that has room for it; nothing was left behind',
    cause: error,
  })
}

import { AssetError } from '../../errors.ts'
import { storeFailure } from '../failure.ts'

/**
 * What DuckDB says where the disk is full, for which it has no code; the last is said of what it spills. The user's own errors, which
 * pass here too, do not begin as DuckDB's do.
 */
const full = /^[A-Z][A-Za-z ]* Error: [\s\S]*(?:No space left on device|Disk quota exceeded|available disk space)/

/** Runs work that writes `file`; a full disk becomes `STORE_DISK_FULL`, and everything else passes as it is. */
export async function withDiskErrors<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const said = textOf(error)
    if (!full.test(said)) throw error
    const [sentence = said] = said.split('\n')
    throw storeFailure(Object.assign(new Error(sentence, { cause: error }), { code: 'ENOSPC' }), file)
  }
}

function textOf(error: unknown): string {
  if (AssetError.is(error)) return typeof error.facts?.detail === 'string' ? error.facts.detail : ''
  return error instanceof Error ? error.message : ''
}

import { rowHash } from './index-row.ts'
import { versionOf } from './sync.ts'
import type { Known, Receipt, VectorTarget } from './target.ts'

export interface Verified {
  /** The index has what the receipt says. */
  readonly ok: boolean
  readonly receipt: Receipt
  /** The version of the rows that are in the index now. */
  readonly version: string
  readonly rows: number
  /** Ids of rows that are not as they were written. */
  readonly damaged: readonly string[]
  /** What is wrong with the target itself; where that is its form, its rows are not looked at. */
  readonly damage?: string
}

/**
 * Compares everything that the target holds with its receipt, and changes nothing. `undefined` where nothing was ever
 * written.
 */
export async function verifyIndex(target: VectorTarget): Promise<Verified | undefined> {
  const indexState = await target.read(async (reader) => {
    const entries: Known[] = []
    const damaged: string[] = []
    const damage = await reader.damage?.()
    if (damage !== undefined) return { known: entries, damaged, damage }
    for await (const batch of reader.contents()) {
      for (const row of batch) {
        const hash = rowHash(row)
        entries.push({ id: row.id, hash })
        if (hash !== row.hash) damaged.push(row.id)
      }
    }
    return { known: entries, damaged, damage: await reader.strangers?.() }
  })
  const receipt = await target.receipt()
  if (indexState === undefined || receipt === undefined) return undefined
  const version = versionOf(indexState.known)
  const { damaged, damage } = indexState
  const ok = version === receipt.version && damaged.length === 0 && damage === undefined
  return { ok, receipt, version, rows: indexState.known.length, damaged, ...(damage === undefined ? {} : { damage }) }
}

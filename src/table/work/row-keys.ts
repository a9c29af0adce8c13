import { AssetError } from '../../errors.ts'
import { contentKey } from './content-key.ts'

/**
 * Checks the keys of rows as they pass. A repeated or missing key is an error: results that are remembered by key would
 * belong to another row.
 */
export function keysOf(key: string) {
  const seenKeys = new Set<string>()
  return {
    add(row: object): void {
      const value: unknown = (row as Record<string, unknown>)[key]
      if (value === null || value === undefined) throw noKey(key, Object.keys(row))
      const comparable = typeof value === 'object' && !(value instanceof Date) ? undefined : contentKey({ value })
      if (comparable === undefined) throw badKey(key)
      if (seenKeys.has(comparable)) throw twice(key, value)
      seenKeys.add(comparable)
    },
  }
}

export function twice(key: string, value: unknown): AssetError {
  const shown = value instanceof Date ? value.toISOString() : String(value)
  return new AssetError({
    code: 'ASSET_ROW_KEY',
    message: `two rows have the same ${key}, ${JSON.stringify(shown)}, which is their key`,
    facts: { key, value: shown },
    fix: `remove the duplicate from the table that is mapped, or name a key that is another for every row`,
  })
}

export function noKey(key: string, columns: readonly string[]): AssetError {
  const isColumn = columns.includes(key)
  return new AssetError({
    code: 'ASSET_ROW_KEY',
    message: isColumn
      ? `a row has no ${key}, which is its key`
      : `the rows have no column "${key}", which is to be their key`,
    facts: { key, columns },
    fix: isColumn
      ? `leave such rows out with where, or name another key`
      : `name one of the columns: ${columns.join(', ')}`,
  })
}

export function badKey(key: string): AssetError {
  return new AssetError({
    code: 'ASSET_ROW_KEY',
    message: `the key ${key} is a list, an object or bytes, which do not name a row`,
    facts: { key },
    fix: 'name a column of strings, numbers, bigints or dates',
  })
}

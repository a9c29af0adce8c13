import { type LockEntry, lockEntry } from '../../../src/store/lock/entry.ts'
import type { AssetRecord } from '../../../src/store/record.ts'

export function record(asset: string, fields: Partial<AssetRecord> = {}): AssetRecord {
  return {
    asset,
    partition: '',
    kind: 'asset',
    key: 'a'.repeat(64),
    definition: 'd'.repeat(64),
    version: 'b'.repeat(64),
    schema: [{ name: 'id', type: 'INTEGER' }],
    parts: [{ blob: 'c'.repeat(64), sizeBytes: 4 }],
    rows: 3,
    sizeBytes: 4,
    ingredients: { code: {}, config: {}, environment: {}, packages: {}, inputs: [] },
    schemes: { key: 'key1', code: 'code1', rows: 'rows1' },
    reusable: true,
    run: '20261126-053012-7f3a2c',
    startedAt: 1,
    durationMs: 2,
    outcome: 'ran',
    causes: [],
    environment: {},
    ...fields,
  }
}

export const entry = (asset: string, fields: Partial<AssetRecord> = {}): LockEntry =>
  lockEntry(record(asset, fields), [])

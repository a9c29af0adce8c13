import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openCatalog } from '../../src/store/catalog/open.ts'
import type { Attempt, CatalogState } from '../../src/store/interface.ts'
import type { AssetRecord } from '../../src/store/record.ts'
import { unitOf } from '../../src/unit.ts'

/** A store's folder that is not there yet, in a folder of its own that is removed at the end. */
export async function newFolder(): Promise<AsyncDisposable & { readonly folder: string; readonly root: string }> {
  const root = await mkdtemp(join(tmpdir(), 'assetstore-test-'))
  return {
    root,
    folder: join(root, '.assetstore'),
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}

export function record(changes: Partial<AssetRecord> = {}): AssetRecord {
  return {
    asset: 'documents',
    partition: '',
    kind: 'asset',
    key: 'key1',
    definition: 'definition1',
    version: 'version1',
    schema: [{ name: 'id', type: 'VARCHAR' }],
    parts: [{ blob: 'b10b', sizeBytes: 120 }],
    rows: 3,
    sizeBytes: 120,
    ingredients: {
      code: { 'assets/documents.ts documents': '0123456789ab' },
      config: {},
      environment: { LANG: 'unset' },
      packages: { zod: '4.6.7 sha512-x' },
      inputs: [{ asset: 'raw', version: 'v0', columns: ['id'] }],
    },
    schemes: { key: 'k1', code: 'c1', rows: 'r1' },
    reusable: true,
    run: 'run1',
    startedAt: 1_750_000_000_123,
    durationMs: 12.5,
    outcome: 'ran',
    causes: [{ kind: 'never_materialized', message: 'it was never made' }],
    environment: { node: '24' },
    ...changes,
  }
}

export function attempt(changes: Partial<Attempt> = {}): Attempt {
  return {
    run: 'run2',
    unit: unitOf('documents'),
    key: 'key1',
    outcome: 'failed',
    startedAt: 1_750_000_100_000,
    durationMs: 4,
    causes: [],
    ...changes,
  }
}

/** What a process that only reads is told of the catalog. */
export async function stateOf(folder: string): Promise<CatalogState | undefined> {
  await using catalog = await openCatalog({ folder, mode: 'read' })
  return await catalog?.state()
}

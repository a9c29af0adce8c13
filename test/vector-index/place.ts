import type { ShapeOptions, VectorTarget } from '../../src/integrations/vector-index/vector-index.ts'

/** Somewhere an index can be, of which the contract is asked. */
export interface Place extends AsyncDisposable {
  readonly where: Where
  /** What somebody does who knows nothing of receipts. */
  readonly meddler: Meddler
}

/** Can be sent to another process. */
export type Where =
  | { readonly type: 'sqlite'; readonly file: string }
  | { readonly type: 'lance'; readonly uri: string; readonly table: string }
  | { readonly type: 'postgres'; readonly connection: string; readonly table: string; readonly hnsw?: object }

export interface Meddler {
  setText(id: string, text: string): Promise<void>
  setVector(id: string, vector: readonly number[]): Promise<void>
  remove(id: string): Promise<void>
  add(id: string, like: string): Promise<void>
}

export async function openTarget(where: Where, shape: ShapeOptions): Promise<VectorTarget> {
  const { lanceIndex, postgresIndex, sqliteIndex } = await import('../../src/integrations/vector-index/vector-index.ts')
  switch (where.type) {
    case 'sqlite':
      return sqliteIndex({ ...shape, file: where.file })
    case 'lance':
      return lanceIndex({ ...shape, uri: where.uri, table: where.table })
    case 'postgres':
      return postgresIndex({ ...shape, connection: where.connection, table: where.table, ...hnswOf(where) })
  }
}

const hnswOf = ({ hnsw }: { hnsw?: object }) => (hnsw === undefined ? {} : { hnsw })

/** Whether a package is here that its users install themselves. */
export function isInstalled(name: string): boolean {
  try {
    import.meta.resolve(name)
    return true
  } catch {
    return false
  }
}

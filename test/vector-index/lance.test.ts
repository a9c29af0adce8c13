import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Lance, LanceTable } from '../../src/integrations/vector-index/lance/library.ts'
import { contract } from './contract.ts'
import { isInstalled, type Place } from './place.ts'
import { recovery } from './recovery.ts'

const unavailable = isInstalled('@lancedb/lancedb') ? undefined : '@lancedb/lancedb is not installed'

type Meddled = LanceTable & {
  update(change: { where: string; values: object }): Promise<unknown>
  add(rows: readonly object[]): Promise<unknown>
}

async function newPlace(): Promise<Place> {
  const uri = mkdtempSync(join(tmpdir(), 'vector-index-'))
  const table = async () => {
    const { connect } = (await import(String('@lancedb/lancedb'))) as Lance
    const db = await connect(uri)
    const [name] = (await db.tableNames()).filter((one) => !one.endsWith('_about'))
    return (await db.openTable(name as string)) as Meddled
  }
  const its = (id: string) => `id = '${id}'`
  return {
    where: { type: 'lance', uri, table: 'speeches' },
    meddler: {
      setText: async (id, text) => void (await (await table()).update({ where: its(id), values: { text } })),
      setVector: async (id, vector) => void (await (await table()).update({ where: its(id), values: { vector } })),
      remove: async (id) => void (await (await table()).delete(its(id))),
      async add(id, like) {
        const opened = await table()
        const [row = {}] = await opened.query().where(its(like)).toArray()
        const vector = Array.from((row.vector as { toArray(): Float32Array }).toArray())
        const { hash, text } = row
        await opened.add([{ id, hash, text, vector, year: null, lang: null, draft: null }])
      },
    },
    async [Symbol.asyncDispose]() {
      rmSync(uri, { recursive: true })
    },
  }
}

for (const ask of [contract, recovery]) ask('LanceDB', { newPlace, unavailable, isAtomic: false })

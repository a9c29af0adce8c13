import { type RowChunk, readRemotely } from '../../../table/codec/decode/read-table.ts'
import type { Engine } from '../../../table/engine/open.ts'
import { counted } from '../../../table/read/row-count.ts'
import { received } from '../crossing.ts'
import type { ChunkMessage, ReadMessage } from '../messages.ts'
import type { Peer } from '../peer.ts'

/** The engine of a worker: it asks the run to read, since a worker has no DuckDB. */
export function remoteEngine(peer: Pick<Peer, 'ask'>): Engine {
  const askedChunks = async function* (message: ReadMessage): AsyncGenerator<RowChunk> {
    const id = await peer.ask('open', message)
    let isOver = false
    try {
      while (!isOver) {
        const chunk = (await peer.ask('next', id).catch((error) => {
          isOver = true
          throw error
        })) as ChunkMessage | null
        isOver = chunk === null
        if (chunk !== null) yield chunk.isNoted ? { ...chunk, rows: received(chunk.rows) as object[] } : chunk
      }
    } finally {
      if (!isOver) await peer.ask('shut', id)
    }
  }
  const chunks = (message: ReadMessage) => counted(askedChunks(message), message.statement, ({ rows }) => rows.length)
  const nobody = () => {
    throw new Error('DuckDB was asked for where the run reads')
  }
  const engine: Engine = {
    database: nobody,
    get offers() {
      return nobody()
    },
    tempFolder: '',
    clock: undefined,
    acquire: async () => nobody(),
    release: nobody,
    withOwnClock: nobody,
    single: nobody,
    isOver: nobody,
    isDead: nobody,
    uniqueName: nobody,
    [Symbol.dispose]: () => undefined,
  }
  readRemotely(engine, {
    async *rows(statement, { fields }) {
      for await (const { rows } of chunks({ statement, fields, beside: undefined })) yield rows
    },
    copy: (statement, fields) => peer.ask('copy', { statement, fields }) as Promise<string>,
    chunks: (statement, { fields, beside }) => chunks({ statement, fields, beside }),
  })
  return engine
}

import { type RowChunk, readChunks, readRows } from '../../table/codec/decode/read-table.ts'
import type { Engine } from '../../table/engine/open.ts'
import { copyQuery } from '../../table/frames/copy-query.ts'
import { toSend } from './crossing.ts'
import type { ReadMessage } from './messages.ts'
import type { Answers } from './peer.ts'

/** Reads tables for a worker, chunk by chunk on request. The signal ends the reading. */
export function openReaders(engine: Engine, signal: AbortSignal): Answers {
  const open = new Map<number, AsyncGenerator<RowChunk>>()
  let opened = 0
  return {
    open({ statement, fields, beside }: ReadMessage) {
      const id = ++opened
      open.set(id, chunksOf(engine, { statement, fields, beside }, signal))
      return id
    },
    copy: ({ statement, fields = [] }: Pick<ReadMessage, 'statement' | 'fields'>) =>
      copyQuery(engine, statement, { fields, signal }),
    async next(id: number) {
      const { value, done } = (await open.get(id)?.next()) ?? { value: undefined, done: true }
      if (done === true) open.delete(id)
      if (done === true) return null
      const rows = toSend(value.rows)
      return { rows, isNoted: rows !== value.rows, beside: value.beside }
    },
    async shut(id: number) {
      await open.get(id)?.return(undefined)
      open.delete(id)
    },
  }
}

async function* chunksOf(
  engine: Engine,
  { statement, fields, beside }: ReadMessage,
  signal: AbortSignal,
): AsyncGenerator<RowChunk> {
  if (fields !== undefined && beside !== undefined) yield* readChunks(engine, statement, { fields, beside, signal })
  else for await (const rows of readRows(engine, statement, { fields, signal })) yield { rows, beside: [] }
}

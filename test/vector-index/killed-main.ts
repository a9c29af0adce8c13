// A process that brings an index up to date and is killed, as by `kill -9`, when it has done so much of it.

import { flushCompileCache } from 'node:module'
import type { VectorTarget, Writer } from '../../src/integrations/vector-index/target.ts'
import { type IndexRow, type ShapeOptions, syncIndex } from '../../src/integrations/vector-index/vector-index.ts'
import { openTarget, type Where } from './place.ts'

export type Point = 'upsert' | 'remove' | 'receipt' | 'end'
export interface Order {
  readonly where: Where
  readonly shape: ShapeOptions
  readonly rows: readonly IndexRow[]
  readonly killAt: Point
}

// Node keeps what it compiled when a process ends, and this one is killed.
flushCompileCache()
const { where, shape, rows, killAt }: Order = JSON.parse(process.argv[2] as string)

function reached(point: Point): void {
  if (point === killAt) process.kill(process.pid, 'SIGKILL')
}

function killed(target: VectorTarget): VectorTarget {
  return {
    ...target,
    write: (work) =>
      target.write(async (writer) => {
        const receipt = await work(counted(writer))
        reached('receipt')
        return receipt
      }),
  }
}

function counted(writer: Writer): Writer {
  return {
    ...writer,
    async upsert(batch) {
      await writer.upsert(batch)
      reached('upsert')
    },
    async remove(ids) {
      await writer.remove(ids)
      reached('remove')
    },
  }
}

await syncIndex(killed(await openTarget(where, shape)), rows)
reached('end')

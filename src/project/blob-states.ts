import type { BlobState } from '../plan/world.ts'
import type { Stored } from '../store/interface.ts'
import type { Objects, StoredObject } from '../store/objects/interface.ts'
import { type AssetRecord, bytesOf } from '../store/record.ts'

/** Looks at the files of these records, in their order. */
export type LookAtBlobs = (of: readonly Stored[]) => Promise<readonly BlobState[]>

/** One moment of the store: while it lasts, each file is looked at once, since all that read a table ask about it. */
export interface BlobMoment {
  /** Lets the planner ask. It cannot wait, so that a file that nobody has looked at is `ok` until the next `look`. */
  ask<T>(question: () => T): T
  /** Whether something was asked about that nobody has looked at: then the last answer is none. */
  missing(): boolean
  look(): Promise<void>
}

export interface BlobStates {
  /** For the planner, while it is let ask. */
  known(stored: Stored): BlobState
  now(stored: Stored): Promise<BlobState>
  /** Looks at what the first moment is sure to ask about, so that the planner need not ask twice. */
  prepare(of: Iterable<Stored>): Promise<void>
  moment(): BlobMoment
}

/** @param still Nothing is made meanwhile: the whole command is one moment. */
export function blobStates(look: LookAtBlobs, still: boolean): BlobStates {
  const whole = still ? new Map<string, BlobState>() : undefined
  let prepared: Map<string, BlobState> | undefined
  let asking: { readonly states: ReadonlyMap<string, BlobState>; readonly wanted: Map<string, Stored> } | undefined
  return {
    known(stored) {
      if (asking === undefined) throw new Error('the planner asked about a file outside of settle()')
      const state = asking.states.get(nameOf(stored))
      if (state === undefined) asking.wanted.set(nameOf(stored), stored)
      return state ?? 'ok'
    },
    async now(stored) {
      const state = whole?.get(nameOf(stored)) ?? ((await look([stored]))[0] as BlobState)
      whole?.set(nameOf(stored), state)
      return state
    },
    async prepare(of) {
      const states = whole ?? new Map<string, BlobState>()
      const unseen = new Map<string, Stored>()
      for (const stored of of) unseen.set(nameOf(stored), stored)
      const looks = await look([...unseen.values()])
      let next = 0
      for (const name of unseen.keys()) states.set(name, looks[next++] as BlobState)
      prepared = states
    },
    moment() {
      const states = whole ?? prepared ?? new Map<string, BlobState>()
      prepared = undefined
      const questions = new Map<string, Stored>()
      return {
        ask(question) {
          asking = { states, wanted: questions }
          try {
            return question()
          } finally {
            asking = undefined
          }
        },
        missing: () => questions.size > 0,
        async look() {
          const looks = await look([...questions.values()])
          for (const [index, name] of [...questions.keys()].entries()) states.set(name, looks[index] as BlobState)
          questions.clear()
        },
      }
    },
  }
}

/** Most records name one file: it is asked for very often. */
function nameOf({ record }: Stored): string {
  const { parts, rejected } = record
  if (parts.length === 1 && rejected === undefined) return (parts[0] as StoredObject).blob
  return `${bytesOf(record)} ${rejected?.blob}`
}

/** In a store, or where there is none yet. A record without a file lacks none. */
export function lookAtBlobs(objects: Pick<Objects, 'states'> | undefined): LookAtBlobs {
  return async (of) => {
    const files = of.map(({ record }) => filesOf(record))
    const all = files.flat()
    const states = (await objects?.states(all)) ?? all.map(() => 'missing' as const)
    let next = 0
    return files.map(({ length }) => {
      const from = next
      next += length
      return states.slice(from, next).find((state) => state !== 'ok') ?? 'ok'
    })
  }
}

/** Every file that is published with a record and that somebody may read of it as a table. */
function filesOf({ parts, rejected }: AssetRecord): readonly StoredObject[] {
  return [...parts, ...(rejected === undefined ? [] : [rejected])]
}

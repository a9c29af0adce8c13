import type { BlobState } from '../plan/world.ts'
import type { Stored } from '../store/interface.ts'
import type { Objects, StoredObject } from '../store/objects/interface.ts'
import type { AssetRecord } from '../store/record.ts'

/** The states of the files of these records, in order. */
export type LookAtBlobs = (of: readonly Stored[]) => Promise<readonly BlobState[]>

/** One moment of the store. Within it each file is looked at once, since every reader of a table asks about it. */
export interface BlobMoment {
  /** Asks the planner, which cannot wait: a file that nobody has looked at counts as `ok` until the next `look`. */
  ask<T>(question: () => T): T
  /** Whether the last question met a file that was not looked at yet; its answer must not be used then. */
  missing(): boolean
  look(): Promise<void>
}

export interface BlobStates {
  /** The state of a file, for the planner inside `ask`. */
  stateOf(stored: Stored): BlobState
  now(stored: Stored): Promise<BlobState>
  /** Looks at the files that the first question will meet, so that it need not be asked twice. */
  prepare(of: readonly Stored[]): Promise<void>
  moment(): BlobMoment
}

/** @param still Whether nothing is made meanwhile, so that the whole command is one moment. */
export function blobStates(look: LookAtBlobs, still: boolean): BlobStates {
  // By the id of the record: the state is asked for very often, and the files of a record never change.
  const whole = still ? new Map<number, BlobState>() : undefined
  let prepared: Map<number, BlobState> | undefined
  let asking: { readonly states: ReadonlyMap<number, BlobState>; readonly wanted: Map<number, Stored> } | undefined
  return {
    stateOf(stored) {
      if (asking === undefined) throw new Error('the planner asked about a file outside of settle()')
      const state = asking.states.get(stored.id)
      if (state === undefined) asking.wanted.set(stored.id, stored)
      return state ?? 'ok'
    },
    async now(stored) {
      const state = whole?.get(stored.id) ?? ((await look([stored]))[0] as BlobState)
      whole?.set(stored.id, state)
      return state
    },
    async prepare(of) {
      const states = whole ?? new Map<number, BlobState>()
      const looks = await look(of)
      for (const [place, { id }] of of.entries()) states.set(id, looks[place] as BlobState)
      prepared = states
    },
    moment() {
      const states = whole ?? prepared ?? new Map<number, BlobState>()
      prepared = undefined
      const questions = new Map<number, Stored>()
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
          for (const [index, id] of [...questions.keys()].entries()) states.set(id, looks[index] as BlobState)
          questions.clear()
        },
      }
    },
  }
}

/** Looks at files in the store. Without a store yet they are `missing`. A record without a file is `ok`. */
export function lookAtBlobs(objects: Pick<Objects, 'states'> | undefined): LookAtBlobs {
  return async (of) => {
    // Most records name one file, and there may be very many records.
    const files: StoredObject[] = []
    const lengths = of.map(({ record }) => {
      const own = filesOf(record)
      for (const file of own) files.push(file)
      return own.length
    })
    const states = (await objects?.states(files)) ?? files.map(() => 'missing' as const)
    let next = 0
    return lengths.map((length) => {
      const from = next
      next += length
      return length === 1
        ? (states[from] as BlobState)
        : (states.slice(from, next).find((state) => state !== 'ok') ?? 'ok')
    })
  }
}

/** Every file of a record that a reader may open as a table. */
function filesOf({ parts, rejected }: AssetRecord): readonly StoredObject[] {
  return rejected === undefined ? parts : [...parts, rejected]
}

import { type Unit, unitAt } from '../../unit.ts'
import type {
  DoubtEntry,
  Entry,
  MoveEntry,
  PinEntry,
  PointerEntry,
  RecordEntry,
  Restoration,
  RestoredPointer,
  RestoredRecord,
} from './format.ts'

/** An entry and its name. */
export interface NamedEntry {
  readonly name: string
  readonly entry: Entry
}
interface Moment {
  readonly at: number
  /** `null` where nothing is current from then on. */
  readonly file: string | null
  /** Whether it settles a doubt. */
  readonly settles: boolean
}

/** The contents of the catalog that wrote these entries. Pure; a move that names a missing record is skipped. */
export function restorationOf(entries: readonly NamedEntry[]): Restoration {
  const recordEntries = entries.flatMap(({ name, entry }) =>
    entry.type === 'record' ? [{ ...entry, file: name }] : [],
  )
  recordEntries.sort((a, b) => a.at - b.at || a.record.startedAt - b.record.startedAt || (a.file < b.file ? -1 : 1))
  const files = new Set(recordEntries.map(({ file }) => file))
  const moves = entries.flatMap(({ entry }) => (entry.type === 'record' ? [] : entry))
  const lives = livesOf(
    recordEntries,
    moves.filter(isPointer).filter(({ file }) => file === null || files.has(file)),
  )
  const pins = newestOf(moves.filter(isPin)).flatMap(({ environment, unit, file, at }) =>
    file === null || !files.has(file) ? [] : [{ environment, unit, file, since: at }],
  )
  const pinned = new Map(pins.map((pin) => [placeOf(pin), pin]))
  const pointers: RestoredPointer[] = []
  for (const { environment, unit, moments } of lives.values()) {
    const file = pinned.get(placeOf({ environment, unit }))?.file ?? moments.at(-1)?.file
    if (file !== null && file !== undefined) pointers.push({ environment, unit, file })
  }
  const leftAt = timesLeft(lives.values(), pointers)
  const records = recordEntries.map(
    ({ type, current, ...one }): RestoredRecord => ({ ...one, leftAt: leftAt.get(one.file) ?? null }),
  )
  const doubts = newestOf(moves.filter(isDoubt)).filter(({ at, ...of }) => {
    const last = lives.get(placeOf(of))?.moments.findLast(({ settles }) => settles)
    return last === undefined || last.at < at
  })
  return {
    records,
    pointers,
    pins,
    doubts: doubts.map(({ environment, unit, cause }) => ({ environment, unit, cause })),
  }
}

const isPointer = (move: MoveEntry): move is PointerEntry => move.type === 'pointer'
const isPin = (move: MoveEntry): move is PinEntry => move.type === 'pin'
const isDoubt = (move: MoveEntry): move is DoubtEntry => move.type === 'doubt'

interface Place {
  readonly environment: string
  readonly unit: Unit
}
const placeOf = ({ environment, unit }: Place): string => JSON.stringify([environment, unit])

/** For each unit of each environment: the records that were current, oldest first. */
interface Life extends Place {
  readonly moments: Moment[]
}

function livesOf(
  recordEntries: readonly (RecordEntry & { readonly file: string })[],
  pointers: readonly PointerEntry[],
): ReadonlyMap<string, Life> {
  const lives = new Map<string, Life>()
  const add = (place: Place, moment: Moment) => {
    const life = lives.get(placeOf(place)) ?? { ...place, moments: [] }
    lives.set(placeOf(place), life)
    life.moments.push(moment)
  }
  for (const { environment, record, current, at, file } of recordEntries)
    if (current) add({ environment, unit: unitAt(record) }, { at, file, settles: true })
  for (const { environment, unit, at, file } of pointers)
    add({ environment, unit }, { at, file, settles: file === null })
  // A pointer that moved in the same moment in which a record was made moved after it.
  for (const { moments } of lives.values()) moments.sort((a, b) => a.at - b.at)
  return lives
}

function timesLeft(lives: Iterable<Life>, pointers: readonly RestoredPointer[]): ReadonlyMap<string, number> {
  const current = new Set(pointers.map(({ file }) => file))
  const left = new Map<string, number>()
  for (const { moments } of lives) {
    for (const [index, { file }] of moments.entries()) {
      const next = moments[index + 1]
      if (file === null || next === undefined || current.has(file)) continue
      left.set(file, Math.max(left.get(file) ?? 0, next.at))
    }
  }
  return left
}

function newestOf<Move extends MoveEntry>(moves: readonly Move[]): readonly Move[] {
  const newest = new Map<string, Move>()
  for (const move of moves) {
    const latest = newest.get(placeOf(move))
    if (latest === undefined || latest.at <= move.at) newest.set(placeOf(move), move)
  }
  return [...newest.values()]
}

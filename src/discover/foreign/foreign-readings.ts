import type { Definition } from '../../define/definition.ts'
import {
  type ForeignFacts,
  type ForeignPlace,
  foreignSymbol,
  isForeign,
} from '../../define/foreign/foreign-function.ts'
import { AssetError } from '../../errors.ts'
import { type FileMark, filesBelow, markFiles } from '../files/file-marks.ts'
import type { ListedFolder } from '../files/lookups.ts'
import { functionOf } from '../kinds/source-kinds.ts'
import { foreignKind } from './foreign-kinds.ts'

/** What was found of code in another language, by the definition that it stands behind. */
export type ForeignReadings = ReadonlyMap<Definition, ForeignReading>

export interface ForeignReading {
  /** `undefined` where something is wrong with it. */
  readonly facts: ForeignFacts | undefined
  /** The files that the facts were found out from, as they were then. */
  readonly marks: readonly FileMark[]
  /** Each folder with the files that were in it. */
  readonly folders: readonly ListedFolder[]
  readonly mistakes: readonly AssetError[]
}

export const withoutFacts: ForeignReading = { facts: undefined, marks: [], folders: [], mistakes: [] }

/** Asks for the code of every function that is in another language. */
export async function readForeign(definitions: Iterable<Definition>, where: ForeignPlace): Promise<ForeignReadings> {
  const all = [...definitions].flatMap((definition) => {
    const run = functionOf(definition)
    return isForeign(run) ? [{ definition, origin: run[foreignSymbol] }] : []
  })
  const readings = await Promise.all(
    all.map(async ({ definition, origin }) => {
      const read = () => foreignKind(origin).facts(origin, { ...where, definition })
      return [definition, await readSteady(read)] as const
    }),
  )
  return new Map(readings)
}

/** How often a file may move while the code is read before somebody is told. */
const mostReadings = 5

/** Reads until the files that the facts are of are those that are there: an editor may be in the middle of writing. */
async function readSteady(read: () => Promise<ForeignFacts>): Promise<ForeignReading> {
  for (let times = 1; ; times++) {
    try {
      const facts = await read()
      const folders = (facts.folders ?? []).map((path) => [path, filesBelow(path)] as const)
      const marks = markFiles(Object.keys(facts.files))
      const moved = marks.find(([path, , , , , sha256]) => facts.files[path] !== sha256)
      if (moved === undefined) return { facts, marks, folders, mistakes: [] }
      if (times === mostReadings) throw alwaysMoves(moved[0])
    } catch (error) {
      if (!AssetError.is(error)) throw error
      return { ...withoutFacts, mistakes: [error] }
    }
  }
}

function alwaysMoves(file: string): AssetError {
  return new AssetError({
    code: 'PROJECT_LOAD',
    message: `${file} was another file each time that the code was read`,
    at: file,
    fix: 'run the command again when nothing writes to it',
  })
}

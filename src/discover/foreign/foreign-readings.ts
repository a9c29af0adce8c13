import type { Definition } from '../../define/definition.ts'
import { type ForeignFacts, foreignSymbol, isForeign } from '../../define/foreign/foreign-function.ts'
import { AssetError } from '../../errors.ts'
import { type FileMark, type FolderMark, filesBelow, markFiles, markFolders } from '../files/file-marks.ts'
import type { ListedFolder } from '../files/lookups.ts'
import { functionOf } from '../kinds/source-kinds.ts'
import type { ExportedDefinition } from '../load/exports.ts'
import { engineFacts, engineOrigin } from './engine-facts.ts'
import type { AskedFunction, FactsOrMistake, ProjectOfCode } from './foreign-kind.ts'
import { foreignKinds } from './foreign-kinds.ts'

/** What was found of code in another language, by the definition that it stands behind. */
export type ForeignReadings = ReadonlyMap<Definition, ForeignReading>

export interface ForeignReading {
  /** `undefined` where something is wrong with it. */
  readonly facts: ForeignFacts | undefined
  /** The files that the facts were found out from, as they were then. */
  readonly marks: readonly FileMark[]
  /** Each folder with the files that were in it. */
  readonly folders: readonly ListedFolder[]
  readonly listings: readonly FolderMark[]
  readonly mistakes: readonly AssetError[]
}

export const withoutFacts: ForeignReading = { facts: undefined, marks: [], folders: [], listings: [], mistakes: [] }

/** Asks for the code of every function that is in another language, and for what runs the `sql` of the others. */
export async function readForeign(
  exported: Iterable<ExportedDefinition>,
  where: ProjectOfCode,
): Promise<ForeignReadings> {
  const functions = [...exported].flatMap(({ name, definition }) => {
    const run = functionOf(definition)
    const origin = isForeign(run) ? run[foreignSymbol] : engineOrigin(definition)
    return origin === undefined ? [] : [{ name, definition, origin }]
  })
  const readings = new Map<Definition, ForeignReading>()
  for (const kind of foreignKinds) {
    const isOfKind = ({ origin: { type } }: AskedFunction) => type === kind.type
    const ofKind = functions.filter((one) => isOfKind(one) && kind.mistakes(one.origin).length === 0)
    if (ofKind.length === 0) continue
    const read: Read = async (these) => {
      const answers = await kind.facts(these, where)
      return answers.map((facts, index) => {
        const isEngine = !isForeign(functionOf((these[index] as AskedFunction).definition))
        return isEngine && !AssetError.is(facts) ? engineFacts(facts) : facts
      })
    }
    for (const [definition, reading] of await readSteady(ofKind, read)) readings.set(definition, reading)
  }
  return readings
}

/** Keeps what was found out about code for the next command. */
export function keepForeign(where: ProjectOfCode): void {
  for (const kind of foreignKinds) kind.keep?.(where)
}

/** How often a file may change while the code is read before it is an error. */
const mostReadings = 5

type Read = (functions: readonly AskedFunction[]) => Promise<readonly FactsOrMistake[]>

/** Reads until the files that the facts are of are those that are there: an editor may be in the middle of writing. */
async function readSteady(functions: readonly AskedFunction[], read: Read): Promise<ForeignReadings> {
  const readings = new Map<Definition, ForeignReading>()
  let waiting = functions
  for (let times = 1; waiting.length > 0; times++) {
    const marks = new Map<string, FileMark>()
    const answers = await read(waiting)
    waiting = waiting.filter(({ definition }, index) => {
      const facts = answers[index] as FactsOrMistake
      if (AssetError.is(facts)) {
        readings.set(definition, { ...withoutFacts, mistakes: [facts] })
        return false
      }
      const reading = readingOf(facts, marks)
      const moved = reading.marks.find(([path, , , , , sha256]) => facts.files[path] !== sha256)
      if (moved === undefined) readings.set(definition, reading)
      else if (times === mostReadings) readings.set(definition, { ...withoutFacts, mistakes: [alwaysMoves(moved[0])] })
      return moved !== undefined && times < mostReadings
    })
  }
  return readings
}

/** Each file is looked at once for all functions that are in it. */
function readingOf(facts: ForeignFacts, marks: Map<string, FileMark>): ForeignReading {
  const paths = Object.keys(facts.files)
  for (const mark of markFiles(paths.filter((path) => !marks.has(path)))) marks.set(mark[0], mark)
  return {
    facts,
    marks: paths.map((path) => marks.get(path) as FileMark),
    folders: (facts.folders ?? []).map((path) => [path, filesBelow(path)]),
    listings: markFolders(facts.listings ?? []),
    mistakes: [],
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

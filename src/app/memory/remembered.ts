import { dirname, join } from 'node:path'
import { type FileMark, foldersHold, marksHold } from '../../discover/files/file-marks.ts'
import { answersHold } from '../../discover/files/lookups.ts'
import { variableHash } from '../../project/environment.ts'
import { fileObjects } from '../../store/objects/file-objects.ts'
import type { StorePlace } from '../../store/place.ts'
import { rememberedFile } from '../../store/remembered-file.ts'
import { frameworkVersion } from '../../util/framework-version.ts'
import { nodeInUse } from '../../util/node-in-use.ts'
import { catalogHolds } from './catalog.ts'
import type { Evidence, Recalled, Remembered, RememberedAnswer } from './memory.ts'
import { rememberedObjects } from './remembered-objects.ts'
import { readSealed, writeSealed } from './sealed.ts'
import { settledMemory } from './settled-memory.ts'

const format = `22 ${frameworkVersion}`

/**
 * The remembered answer, if everything it was found out from is as it was, but for the files of sources. Where modules
 * were edited, what follows from that is found out alone, if it can be.
 *
 * @param onlyFresh whether an answer in which something is not fresh is of no use.
 */
export async function recall(place: StorePlace, configFile: string, onlyFresh = false): Promise<Recalled | undefined> {
  const remembered = lastMemory(place)
  if (remembered === undefined) return undefined
  const { evidence, answer: before } = remembered
  // A plan of very many units is not remembered, so there is nothing to check.
  if (onlyFresh && isOfPartitions(before) && before.units === undefined) return undefined
  const askedAt = Date.now()
  const rereads = new Map<string, FileMark>()
  const edited = editedModules(remembered, rereads)
  if (edited === undefined) return undefined
  // The judgement of edits knows assets of one unit each, and no clock. It takes longer to ask a catalog of many units.
  if (edited.size > 0 && (isOfPartitions(before) || evidence.clock !== undefined)) return undefined
  if (!(await holds(remembered, { place, configFile, rereads }))) return undefined
  if (edited.size === 0) {
    const settled = settledMemory(remembered, { rereads, askedAt })
    if (settled !== undefined) remember(place, settled)
    return recalled(remembered, { place, configFile })
  }
  const { answerAfterEdits } = await import('./after-edits.ts')
  const answer = await answerAfterEdits(remembered, { place, edited, onlyFresh })
  return answer === undefined ? undefined : recalled({ evidence, answer }, { place, configFile })
}

export const isOfPartitions = ({ nodes }: Pick<RememberedAnswer, 'nodes'>): boolean =>
  nodes.some(({ partitioned }) => partitioned)

interface Where {
  readonly place: StorePlace
  readonly configFile: string
}

function recalled({ answer, evidence }: Pick<Remembered, 'answer' | 'evidence'>, where: Where): Recalled {
  const answers = new Map<string, Promise<boolean>>()
  const holdsStill = (source: Evidence['sources'][number]): Promise<boolean> => {
    const answerOfSource = answers.get(source.asset) ?? sourceHolds(source, where)
    answers.set(source.asset, answerOfSource)
    return answerOfSource
  }
  return {
    answer,
    async sourcesHold(names) {
      for (const source of evidence.sources) {
        if ((names === undefined || names.has(source.asset)) && !(await holdsStill(source))) return false
      }
      return true
    },
  }
}

async function sourceHolds(
  { type, glob, version }: Evidence['sources'][number],
  { place, configFile }: Where,
): Promise<boolean> {
  const { observeSource } = await import('../../discover/observe/observe-source.ts')
  const now = await observeSource(dirname(configFile), { type, glob, cacheFolder: join(place.folder, 'cache') })
  return now.version === version
}

/**
 * Modules whose files have changed: path -> the sha256 of what was loaded. Undefined where so many were edited that
 * loading the project is as fast.
 */
function editedModules(
  { savedAt, evidence: { files, modules } }: Remembered,
  rereads: Map<string, FileMark>,
): ReadonlyMap<string, string> | undefined {
  const edited = new Map<string, string>()
  for (const mark of files.slice(0, modules)) {
    if (!marksHold([mark], savedAt, (now) => rereads.set(now[0], now))) edited.set(mark[0], mark[5])
    if (edited.size > maxEdited) return undefined
  }
  return edited
}
const maxEdited = 20

/** Whether all is as it was, but for the modules of the project and the files of sources. */
async function holds(
  { savedAt, evidence }: Remembered,
  at: Where & { readonly rereads: Map<string, FileMark> },
): Promise<boolean> {
  const onRead = (now: FileMark) => at.rereads.set(now[0], now)
  if (!inTime(evidence)) return false
  if (evidence.node !== nodeInUse(dirname(at.configFile)) || evidence.configFile !== at.configFile) return false
  if (Object.entries(evidence.variables).some(([name, hash]) => variableHash(name) !== hash)) return false
  if (!foldersHold(evidence.folders) || !marksHold(evidence.files.slice(evidence.modules), savedAt, onRead))
    return false
  if (!answersHold(evidence.answers, onRead)) return false
  if (!(await catalogHolds(at.place, evidence.catalog))) return false
  const objects = rememberedObjects(at.place, evidence.objects)
  return objects !== undefined && (await fileObjects(at.place.folder).states(objects)).every((state) => state === 'ok')
}

const inTime = ({ clock }: Evidence): boolean =>
  clock === undefined || (Date.now() >= clock.from && Date.now() < clock.until)

/** A file of another version of this framework is no memory. */
function lastMemory(place: StorePlace): Remembered | undefined {
  const remembered = readSealed(rememberedFile(place)) as Remembered | undefined
  return remembered?.format === format ? remembered : undefined
}

/** The names of the assets that the last memory is of, upstream first, whether or not it still holds. */
export const namesBefore = (place: StorePlace): readonly string[] =>
  lastMemory(place)?.answer.assets.map(({ name }) => name) ?? []

export function remember(place: StorePlace, remembered: Omit<Remembered, 'format'>): void {
  writeSealed(rememberedFile(place), JSON.stringify({ format, ...remembered }))
}

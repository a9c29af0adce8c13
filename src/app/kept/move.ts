import { AssetError } from '../../errors.ts'
import type { PartitionSet } from '../../partitions/partition-set.ts'
import type { AssetRecord } from '../../store/record.ts'
import { partitionOf, partsOf, type Unit, unitAt, unitOf } from '../../unit.ts'
import type { ProjectRequest } from '../open/request.ts'
import { assetNamed } from '../open/selection.ts'
import { openSession } from '../open/session.ts'

export interface MoveReport {
  readonly from: string
  readonly to: string
  /** How many tables, one for each partition, have the new name now. */
  readonly moved: number
}

/**
 * Gives the current tables of a name that is gone to an asset of the project, where a rename also changed the code, so
 * that no run can find the rename. The asset is then stale by its changes, and its rows are reused. A move that was
 * interrupted goes on when the command is run again.
 *
 * @throws AssetError `CLI_USAGE` where the old name is still in the project or the new one has a table already,
 *   `STORE_EMPTY` where nothing was made under the old one.
 */
export async function moveAsset(project: ProjectRequest, from: string, to: string): Promise<MoveReport> {
  await using session = await openSession(project, 'update')
  const { catalog, graph, workspace } = session
  const node = assetNamed(session, to)
  if (graph.ids.has(from)) throw refused(`${from} is in the project`, 'rename it there first')
  const current = (await catalog?.current()) ?? []
  const own = current.filter(({ record }) => record.asset === from)
  const there = current.filter(({ record }) => record.asset === to)
  // What an interrupted move has already given to the new name.
  const moved = there.filter(({ record }) => isMoved(record, from))
  if (catalog === undefined || own.length + moved.length === 0) {
    const fix = 'see the names that were made: assets history'
    throw new AssetError({ code: 'STORE_EMPTY', message: `nothing is current under the name ${from}`, fix })
  }
  if (there.length > moved.length) throw refused(`${to} has a table already`, `forget that first: assets wipe ${to}`)
  expectAlike(
    own.map(({ record }) => record),
    { from, to, set: workspace.units.set(to) },
  )
  const pins = new Map((await catalog.pins()).map((pin) => [pin.unit, pin]))
  for (const { record } of own) {
    if (record.kind !== node.kind) throw refused(`${from} was no ${node.kind}`, 'move it to a definition of its kind')
    const unit = unitOf(to, partitionOf(unitAt(record)))
    if (!moved.some((one) => unitAt(one.record) === unit))
      await catalog.commit({ record: underName(record, from, unit), from: null })
    const pin = pins.get(unitAt(record))
    const now = pin === undefined ? undefined : await catalog.currentOf(unit)
    if (pin !== undefined && now !== undefined) await catalog.pin({ ...pin, unit, record: now.id })
  }
  await catalog.wipe({ assets: [from], records: false, dry: false })
  await (await import('../../run/update-lock.ts')).updateLock(workspace)
  await session.remember()
  return { from, to, moved: Math.max(own.length, moved.length) }
}

interface Ends extends Pick<MoveReport, 'from' | 'to'> {
  readonly set: PartitionSet | undefined
}

/** A table of a partition that the new name does not have would be nobody's. */
function expectAlike(records: readonly AssetRecord[], { from, to, set }: Ends): void {
  const fix = `make it under its new name: assets materialize ${to}`
  const areKeys = ({ partition, partitionKeys }: AssetRecord) => partition !== '' || partitionKeys !== undefined
  for (const record of records) {
    if (areKeys(record) && set === undefined) throw refused(`${from} has partitions, and ${to} has none`, fix)
    if (!areKeys(record) && set !== undefined) throw refused(`${to} has partitions, and ${from} has none`, fix)
  }
  const keys = records.flatMap(({ partition }) => (partition === '' ? [] : [partition]))
  if (set !== undefined && set.keys.length > 0 && keys.length > 0 && !keys.some((key) => set.has(key)))
    throw refused(`${to} has no partition that ${from} has, such as ${keys[0]}`, fix)
}

function underName(record: AssetRecord, from: string, unit: Unit): AssetRecord {
  const parts = partsOf(unit)
  const ingredients = { ...record.ingredients, code: codeUnderName(record, from, parts.asset) }
  return { ...record, ...parts, ingredients, outcome: 'reused', causes: [renamed(from)] }
}

/** Labels of code have the name of the asset in them: with the old one it would be told as removed. */
function codeUnderName({ ingredients }: AssetRecord, from: string, to: string): AssetRecord['ingredients']['code'] {
  const [was, is] = [from, to].map((name) => name.slice(name.lastIndexOf('.') + 1)) as [string, string]
  const rename = (word: string) => (word === was ? is : word)
  const renamedLabel = (label: string) =>
    label
      .split(/(?<=[ .])|(?=[ .])/)
      .map(rename)
      .join('')
  const code = Object.entries(ingredients.code).map(([label, hash]) => {
    const [file = '', ...rest] = label.split(' ')
    return [[file, ...rest.map(renamedLabel)].join(' '), hash]
  })
  return Object.fromEntries(code)
}

const renamed = (from: string) => ({ kind: 'renamed' as const, subject: from, message: `was ${from}` })

const isMoved = ({ causes }: AssetRecord, from: string): boolean =>
  causes.some(({ kind, subject }) => kind === 'renamed' && subject === from)

const refused = (message: string, fix: string): AssetError => new AssetError({ code: 'CLI_USAGE', message, fix })

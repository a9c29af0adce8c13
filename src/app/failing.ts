import { nodeKinds } from '../define/node-kinds.ts'
import { AssetError } from '../errors.ts'
import { standingVerdict } from '../plan/checks/standing-verdict.ts'
import type { Stored } from '../store/interface.ts'
import type { AssetRecord, RejectedRows } from '../store/record.ts'
import { type Unit, unitOf } from '../unit.ts'
import { didYouMean } from '../util/suggest.ts'
import { choosePartitions } from './open/partitions.ts'
import { assetNamed } from './open/selection.ts'
import type { Session } from './open/session.ts'
import type { CurrentTable } from './open/tables.ts'
import { environmentWords } from './words/environment-words.ts'

export interface FailingRequest {
  readonly asset: string
  /** The name of a check of the asset. */
  readonly failing: string
  /** Only these partitions of an asset that has some. */
  readonly partitions?: string | undefined
}

/**
 * The rows that fail a check, as a table: those of the version that it holds back, where it does. `undefined` where no
 * row fails.
 *
 * @throws AssetError `CLI_USAGE` where it is no check of that asset, or tells no rows; `STORE_EMPTY` where nobody has
 * judged what is there.
 */
export async function failingTable(session: Session, request: FailingRequest): Promise<CurrentTable | undefined> {
  const { asset, failing: check } = request
  expectCheckOf(session, request)
  session.narrow([asset, check])
  const world = await session.world()
  const wanted = await unitsOf(session, request)
  const verdicts = await world.settle(() =>
    world.facts.flatMap((facts) => {
      const verdict = wanted.has(facts.unit) ? standingVerdict(world, facts) : undefined
      return verdict === undefined ? [] : [{ unit: facts.unit, verdict }]
    }),
  )
  if (verdicts.length === 0) throw notJudged(request, session.workspace.project.environmentName)
  const rows = verdicts.flatMap(({ unit, verdict }) => {
    const { rejected } = verdict.record
    return rejected === undefined ? [] : [{ unit, table: asTable(verdict, rejected) }]
  })
  if (rows.length === 0) {
    const failed = verdicts.find(({ verdict }) => verdict.record.check?.passed === false)
    if (failed !== undefined) throw tellsNoRows(request, failed.verdict.record)
    return undefined
  }
  const units = rows.map(({ unit }) => unit)
  return { name: check, reader: units[0] as Unit, units, tables: rows.map(({ table }) => table) }
}

/** The failing rows of a verdict as a table of its own. */
function asTable(verdict: Stored, rejected: RejectedRows): Stored {
  const { schema, rows, sizeBytes, version } = rejected
  return { ...verdict, record: { ...verdict.record, schema, rows, sizeBytes, version, parts: [rejected] } }
}

async function unitsOf(session: Session, { failing: check, partitions }: FailingRequest): Promise<ReadonlySet<Unit>> {
  if (partitions !== undefined) return choosePartitions(session, { names: [check], partitions })
  const keys = session.workspace.units.set(check)?.keys
  return new Set(keys === undefined ? [unitOf(check)] : keys.map((key) => unitOf(check, key)))
}

function expectCheckOf({ graph }: Pick<Session, 'graph'>, { asset, failing: name }: FailingRequest): void {
  assetNamed({ graph }, asset)
  const isOf = ({ kind, upstream }: (typeof graph.nodes)[number]) => nodeKinds[kind].judges && upstream.includes(asset)
  const node = graph.nodes.find((one) => one.name === name)
  if (node !== undefined && isOf(node)) return
  const checks = graph.nodes.filter(isOf).map((one) => one.name)
  throw new AssetError({
    code: 'CLI_USAGE',
    message: `${name} is no check of ${asset}`,
    fix:
      checks.length === 0
        ? `there is none: \`assets list kind:check\` shows the checks that there are`
        : didYouMean(name, checks, `its checks are ${checks.join(', ')}`),
  })
}

function notJudged({ asset, failing: check }: FailingRequest, environment: string): AssetError {
  return new AssetError({
    code: 'STORE_EMPTY',
    message: `${check} has not judged ${asset} as it is now`,
    fix: `assets materialize ${check}${environmentWords(environment)}`,
  })
}

function tellsNoRows({ failing: name }: FailingRequest, { check }: AssetRecord): AssetError {
  return new AssetError({
    code: 'CLI_USAGE',
    message: `${name} tells no rows that fail${check?.message === undefined ? '' : `: ${check.message}`}`,
    fix: `see what it says: assets explain ${name}; a query, rules(…) and expectations(…) tell rows, once this version has judged them: assets materialize ${name} --force`,
  })
}

import type { Cause } from '../causes.ts'
import { type NodeFacts, orderOfKeys } from '../discover/facts.ts'
import type { AssetRecord, InputVersion } from '../store/record.ts'
import { own } from '../util/own.ts'
import { isSurrounding } from '../util/surroundings.ts'
import { type CodeChange, codeChanges } from './code-changes.ts'
import {
  comparableConfig,
  comparablePackages,
  definitionMatches,
  filesMatch,
  isOfOtherScheme,
  textMatches,
} from './definition.ts'
import { matches } from './match.ts'
import { columnsText, partitionCauses } from './partition-causes.ts'
import { previousCauses } from './past/previous-causes.ts'
import { partitionsSoFar, readBefore, readsOther, withoutDropped } from './read-before.ts'
import type { UnitFacts } from './units.ts'
import { type InputOf, inputRead, type Upstream } from './upstream.ts'
import type { World } from './world.ts'

/** Why a record is not what a run would make now: the differences of its ingredients, in the user's words. */
export function ownCauses(
  world: World,
  facts: UnitFacts,
  question: { record: AssetRecord; upstream: Upstream },
): Cause[] {
  const { record, upstream } = question
  // Most records have no cause, and a project may have very many partitions.
  if (record.definition === facts.definition && matches(world, facts, question) === 'yes') return []
  const config = comparableConfig(facts, record)
  const packages = comparablePackages(facts, record)
  const causes = [
    ...codeCauses(facts, record),
    ...mapCauses(config.before, config.after, configCause),
    ...mapCauses(packages.before, packages.after, packageCause),
    ...environmentCauses(world, record),
    ...saltCauses(facts, record),
    ...observationCauses(facts, record),
    ...inputCauses(world, facts, { record, upstream }),
    ...previousCauses(world, facts, { record, upstream }),
  ]
  if (causes.length === 0 && !definitionMatches(facts, record)) causes.push(unnamedCodeCause(facts))
  return causes
}

/** The causes against the current record, with those from an effect's target and from the record's age. */
export function causesNow(world: World, facts: UnitFacts, question: { record: AssetRecord; upstream: Upstream }) {
  const own = ownCauses(world, facts, question)
  const [doubt, expired] = [world.doubts.get(facts.unit), world.expired?.get(facts.unit)]
  if (doubt === undefined && expired === undefined) return own
  return [doubt, expired, ...own].filter((cause) => cause !== undefined)
}

function codeCauses(facts: NodeFacts, record: AssetRecord): Cause[] {
  const { code } = facts
  if (isOfOtherScheme(facts, record)) {
    if (definitionMatches(facts, record) || filesMatch(facts, record)) return []
    const edited = editedSince(facts, record)
    return edited.length > 0 ? edited.map((change) => codeCause(facts, change)) : fileCauses(facts, record)
  }
  const changes = codeChanges(record.ingredients.code, code.parts).filter(({ change }) => change !== 'unchanged')
  if (changes.length === 0 && !textMatches(facts, record)) return fileCauses(facts, record)
  return changes.map((change) => codeCause(facts, change))
}

/**
 * The declarations that were edited. Each scheme decides what code reaches; where two schemes print code in one form,
 * the declarations that both have can be compared.
 */
function editedSince({ code }: NodeFacts, { ingredients, schemes }: AssetRecord): readonly CodeChange[] {
  if (formOf(code.scheme) !== formOf(schemes.code)) return []
  return codeChanges(ingredients.code, code.parts).filter(({ change }) => change === 'edited')
}

/** `slice-2 canonical-3`: how code is cut, and how it is written. */
const formOf = (scheme: string | undefined): string | undefined => scheme?.slice(scheme.indexOf(' '))

function codeCause({ code }: NodeFacts, { label, was, change, ...hashes }: CodeChange): Cause {
  const via = own(code.via, label) ?? []
  const at = own(code.places, label)
  const from = was === undefined ? '' : `, which was ${was}`
  return {
    kind: 'code_changed',
    subject: label,
    ...hashes,
    ...(at === undefined ? {} : { at }),
    ...(via.length > 0 ? { via } : {}),
    message: `code changed: ${label} ${change}${from}`,
  }
}

interface Change {
  readonly before: string | undefined
  readonly after: string | undefined
}

/**
 * Causes by file, for a record whose declarations were cut in another way, or where code asked for the text of
 * functions. A record from before file hashes were kept cannot say which file changed.
 */
function fileCauses({ node, code }: NodeFacts, { ingredients }: AssetRecord): Cause[] {
  const { hashes: before } = ingredients
  if (before === undefined || code.hashes === undefined) return [anyFileCause(node)]
  const why = `${node.name} reads the text of functions`
  return mapCauses(before, code.hashes, (file, change) => {
    const what = change.before === undefined ? 'added' : change.after === undefined ? 'removed' : 'edited'
    const at = `${file}:1`
    const message = `code changed: ${file} ${what}, and ${why}`
    return { kind: 'code_changed', subject: file, ...sides(change), at, message }
  })
}

function anyFileCause({ name, at }: NodeFacts['node']): Cause {
  return { kind: 'code_changed', subject: at, at, message: `code changed: a file that ${name} reaches was edited` }
}

function unnamedCodeCause(facts: NodeFacts): Cause {
  return { kind: 'code_changed', subject: facts.node.at, at: facts.node.at, message: `code changed: ${facts.node.at}` }
}

function mapCauses(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  cause: (name: string, change: Change) => Cause,
): Cause[] {
  return Object.keys({ ...before, ...after })
    .map((name) => [name, { before: own(before, name), after: own(after, name) }] as const)
    .filter(([, change]) => change.before !== change.after)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, change]) => cause(name, change))
}

function configCause(pointer: string, change: Change): Cause {
  const [kind, word] = pointer.startsWith('/options/')
    ? (['options_changed', 'options'] as const)
    : (['config_changed', 'config'] as const)
  const ordered = pointer.endsWith(`/${orderOfKeys}`) ? pointer.slice(0, -orderOfKeys.length - 1) : undefined
  if (ordered !== undefined)
    return { kind, subject: ordered, ...sides(change), message: `${word} changed: the order of the keys of ${ordered}` }
  const message = `${word} changed: ${pointer} ${change.before ?? 'unset'} → ${change.after ?? 'unset'}`
  return { kind, subject: pointer, ...sides(change), message }
}

function packageCause(name: string, change: Change): Cause {
  const version = (text: string | undefined) => text?.split(' ')[0] ?? 'none'
  const [before, after] = [version(change.before), version(change.after)]
  const what = before === after ? `${before}, other contents` : `${before} → ${after}`
  return { kind: 'package_changed', subject: name, ...sides(change), message: `package changed: ${name} ${what}` }
}

/** Variables are compared by hash: a variable may be a secret, so only its name is shown. */
function environmentCauses(world: World, record: AssetRecord): Cause[] {
  return Object.entries(record.ingredients.environment).flatMap(([name, before]) => {
    const after = world.variable(name)
    if (after === before) return []
    if (isSurrounding(name)) return [surroundingCause(name, before, after)]
    const what = after === 'unset' ? 'is no longer set' : before === 'unset' ? 'is set now' : 'has another value'
    return [
      { kind: 'env_changed' as const, subject: name, before, after, message: `environment changed: ${name} ${what}` },
    ]
  })
}

function surroundingCause(name: string, before: string, after: string): Cause {
  return {
    kind: 'env_changed',
    subject: name,
    before,
    after,
    message: `environment changed: ${name} ${before} → ${after}`,
  }
}

function saltCauses(facts: NodeFacts, record: AssetRecord): Cause[] {
  const change = { before: record.ingredients.salt, after: facts.salt }
  if (change.before === change.after) return []
  const message = `salt changed: ${change.before ?? 'none'} → ${change.after ?? 'none'}`
  return [{ kind: 'salt_changed', ...sides(change), message }]
}

function observationCauses(facts: NodeFacts, record: AssetRecord): Cause[] {
  if (facts.observation?.type !== 'known' || facts.observation.version === record.ingredients.observed) return []
  const change = { before: record.ingredients.observed, after: facts.observation.version }
  return [
    {
      kind: 'source_changed',
      subject: facts.node.name,
      ...sides(change),
      message: `the source ${facts.node.name} has moved`,
    },
  ]
}

function inputCauses(world: World, facts: UnitFacts, question: { record: AssetRecord; upstream: Upstream }): Cause[] {
  const { inputs } = question.record.ingredients
  const { upstream } = facts.node
  const causes: Cause[] = []
  for (let ordinal = 0; ordinal < Math.max(inputs.length, upstream.length); ordinal += 1) {
    const input = inputs[ordinal]
    const name = upstream[ordinal]
    if (input === undefined) {
      causes.push({ kind: 'input_added', subject: name as string, message: `input added: ${name}` })
    } else if (name === undefined) {
      causes.push({ kind: 'input_removed', subject: input.asset, message: `input removed: ${input.asset}` })
    } else {
      causes.push(...upstreamCause(world, input, { facts, ordinal, upstream: question.upstream }))
    }
  }
  return causes
}

function upstreamCause(world: World, input: InputVersion, now: InputOf & { facts: UnitFacts }): Cause[] {
  const after = inputRead(world, input.columns, now)
  const asset = now.facts.node.upstream[now.ordinal] as string
  const before = () => withoutDropped(input, { dropped: now.facts.dropped?.[now.ordinal], reader: now.facts })
  if (after === undefined) {
    if (!readsOther(world, input, now)) return []
    const partitions = { before: before(), after: partitionsSoFar(world, input, { before: before(), now }) }
    return partitionCauses({ asset, columns: input.columns, ...partitions })
  }
  if (after.version === input.version || readBefore(world, input, now)) return []
  if (input.partitions !== undefined && after.partitions !== undefined) {
    return partitionCauses({ asset, columns: input.columns, before: before(), after: after.partitions })
  }
  const message = `upstream changed: ${asset}${columnsText(input.columns)}`
  return [{ kind: 'upstream_changed', subject: asset, before: input.version, after: after.version, message }]
}

function sides(change: Change): { before?: string; after?: string } {
  return {
    ...(change.before === undefined ? {} : { before: change.before }),
    ...(change.after === undefined ? {} : { after: change.after }),
  }
}

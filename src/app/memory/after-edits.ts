import { dirname, join } from 'node:path'
import { nodeKinds } from '../../define/node-kinds.ts'
import { cutCode, saidCode } from '../../discover/collect-facts.ts'
import { openEditedCode } from '../../discover/edited/edited-code.ts'
import { type NodeFacts, withDefinition } from '../../discover/facts.ts'
import { filesDigest } from '../../discover/files/files-digest.ts'
import { AssetError, AssetErrors } from '../../errors.ts'
import type { Node } from '../../graph/node.ts'
import { readChecks } from '../../graph/read-checks.ts'
import { type Assessed, type Assessment, assess } from '../../plan/assess.ts'
import { gatesOf } from '../../plan/checks/gates.ts'
import { lookAtBlobs } from '../../project/blob-states.ts'
import { openWorld } from '../../project/live-world.ts'
import { isOlder } from '../../project/present-record.ts'
import { wasFoundEmpty } from '../../run/emptiness.ts'
import { openCatalog } from '../../store/catalog/open.ts'
import type { Catalog, Stored } from '../../store/interface.ts'
import { fileObjects } from '../../store/objects/file-objects.ts'
import type { StorePlace } from '../../store/place.ts'
import { unitAt, unitOf } from '../../unit.ts'
import type { Remembered, RememberedAnswer, RememberedAsset } from './memory.ts'
import { rememberedAsset } from './remembered-asset.ts'
import { explainedLines } from './remembered-explanation.ts'

interface Edits {
  readonly place: StorePlace
  /** Modules: path -> the sha256 of what was loaded. */
  readonly edited: ReadonlyMap<string, string>
  /** An answer in which something is not fresh is not used. */
  readonly onlyFresh: boolean
}

/**
 * The remembered answer after edits of modules. The assets that the edits reach, and what is below them, are judged
 * anew; everything else stands. Nothing of the project is loaded and nothing is written, so the next command compares
 * with the same memory again. Undefined where there is a doubt; then the full path answers.
 */
export async function answerAfterEdits(remembered: Remembered, edits: Edits): Promise<RememberedAnswer | undefined> {
  try {
    return await answerNow(remembered, edits)
  } catch (error) {
    // For example a text that cannot be parsed: the full path gives its own error.
    if (error instanceof Doubt || AssetError.is(error) || error instanceof AssetErrors) return undefined
    throw error
  }
}

/** Something would have to be asked that only an open project can answer. */
class Doubt extends Error {}

async function answerNow({ evidence, answer }: Remembered, edits: Edits): Promise<RememberedAnswer | undefined> {
  const { place, edited, onlyFresh } = edits
  const root = dirname(evidence.configFile)
  const { configFile, entry } = evidence
  if (edited.has(configFile)) return undefined
  const cacheFolder = join(place.folder, 'cache')
  const lineOf = explainedLines(place, answer)
  if (lineOf === undefined) return undefined
  const code = await openEditedCode({ root, configFile, entry, cacheFolder }, { nodes: answer.nodes, edited })
  if (code === undefined) return undefined
  const assetsByName = new Map(answer.assets.map((asset) => [asset.name, asset]))
  const digestOf = filesDigest({ root, modules: [] })
  const cut = (node: Node): NodeFacts => {
    const { said: digest, text, foreign, ...others } = assetsByName.get(node.name)?.facts ?? {}
    // Only loading tells which text was asked for, and what the code in another language is.
    if (text || foreign) throw new Doubt()
    const fingerprint = code.fingerprint(node)
    return withDefinition({
      ...{ settingsRead: {}, environment: [], volatile: false, blocking: false, ...others },
      node,
      code: digest === undefined ? cutCode(fingerprint, { digestOf, text: false }) : saidCode(digest),
      config: lineOf(node.name).config,
      packages: fingerprint.packages,
    })
  }
  const cuts = new Map<Node, NodeFacts>()
  const factsOf = (node: Node): NodeFacts => {
    const facts = cuts.get(node) ?? cut(node)
    cuts.set(node, facts)
    return facts
  }
  // Stops at the first asset that is not fresh, before anything below is judged.
  const isOther = (node: Node) =>
    code.reached.has(node.name) && factsOf(node).definition !== assetsByName.get(node.name)?.definition
  if (onlyFresh && code.nodes.some(isOther)) return undefined
  const changed = movedBy(code.reached, code.nodes, assetsByName)
  const scope = withVerdictsRead(changed, code.nodes)
  const facts = code.nodes.filter(({ name }) => scope.has(name)).map(factsOf)
  const assessment = await assessMoved({ place, facts, nodes: code.nodes, assets: assetsByName, change: answer.change })
  if (assessment === undefined) return undefined
  const assets = answer.assets.map((asset) => movedAsset(asset, assessment))
  const { locked, ...rest } = answer
  const isLocked = locked && [...assessment.values()].every(hasLabelsOfRecord)
  return { ...rest, ...(isLocked ? { locked } : {}), nodes: code.nodes, assets, explained: '' }
}

/** The lock names the declarations as they are called now. */
function hasLabelsOfRecord({ facts, current }: Assessed): boolean {
  if (current === undefined) return true
  const { code } = current.record.ingredients
  const labels = Object.keys(facts.code.parts)
  return labels.length === Object.keys(code).length && labels.every((label) => Object.hasOwn(code, label))
}

function movedAsset(asset: RememberedAsset, assessment: Assessment): RememberedAsset {
  const assessed = assessment.get(unitOf(asset.name))
  if (assessed === undefined) return asset
  const { facts, unseen } = asset
  return { ...rememberedAsset(assessed), ...(facts && { facts }), ...(unseen && { unseen }) }
}

/**
 * What edits reach, what is not fresh, everything that reads any of these, and, for a check, the tables that it judges
 * and what reads these: nothing else can have another status.
 */
function movedBy(
  reached: ReadonlySet<string>,
  nodes: readonly Node[],
  assets: ReadonlyMap<string, RememberedAsset>,
): ReadonlySet<string> {
  const readers = new Map<string, string[]>()
  const checked = new Map<string, readonly string[]>()
  for (const { name, kind, upstream } of nodes) {
    if (nodeKinds[kind].judges) checked.set(name, upstream)
    for (const above of upstream) readers.set(above, [...(readers.get(above) ?? []), name])
  }
  // An asset that is not fresh may find its table under another asset's name, whose code may have changed.
  const isOpen = ({ status, causes }: RememberedAsset) => status !== 'fresh' || causes.length > 0
  const affected = new Set([...reached, ...[...assets.values()].filter(isOpen).map(({ name }) => name)])
  // The loop also visits the names that it adds: a `Set` iterates in insertion order.
  for (const name of affected) {
    for (const reader of readers.get(name) ?? []) affected.add(reader)
    if (assets.get(name)?.facts?.blocking) for (const table of checked.get(name) ?? []) affected.add(table)
  }
  return affected
}

/**
 * With the checks whose failing rows these read or are, and the tables that they judge: which verdict stands depends on
 * what a check holds back of its tables.
 */
function withVerdictsRead(changed: ReadonlySet<string>, nodes: readonly Node[]): ReadonlySet<string> {
  const checks = readChecks(nodes)
  if (checks.size === 0) return changed
  const upstreamOf = new Map(nodes.map(({ name, upstream }) => [name, upstream]))
  const names = new Set(changed)
  // It also visits the names that it adds.
  for (const name of names) {
    const upstream = upstreamOf.get(name) ?? []
    for (const above of upstream) if (checks.has(name) || checks.has(above)) names.add(above)
  }
  return names
}

interface Changes {
  readonly place: StorePlace
  readonly facts: readonly NodeFacts[]
  readonly nodes: readonly Node[]
  readonly assets: ReadonlyMap<string, RememberedAsset>
  readonly change: number
}

async function assessMoved({ place, facts, nodes, assets, change }: Changes): Promise<Assessment | undefined> {
  if (facts.length === 0) return new Map()
  await using catalog = await openCatalog({ ...place, mode: 'read' })
  if (catalog === undefined) return undefined
  const current = await currentOf(catalog, facts, assets)
  const world = await openWorld({
    ...{ facts, still: true },
    definitions: new Map([
      ...[...assets.values()].map(({ name, definition }) => [name, definition] as const),
      ...facts.map(({ node, definition }) => [node.name, definition] as const),
    ]),
    lookAtBlobs: lookAtBlobs(fileObjects(place.folder)),
    catalog: { ...catalog, current: async () => current },
    computeVersion: async () => {
      throw new Doubt()
    },
  })
  const all = nodes.map((node) => {
    const base = { node, blocking: assets.get(node.name)?.facts?.blocking ?? false }
    return { ...base, unit: unitOf(node.name), reads: node.upstream.map((name) => [unitOf(name)]) }
  })
  const moved = new Set(facts.map(({ node }) => node.name))
  const others = all.flatMap((one) => {
    const asset = assets.get(one.node.name)
    return asset === undefined || moved.has(asset.name) ? [] : [[one.unit, { ...asset, facts: one }] as const]
  })
  const beside = { gates: gatesOf(all), assessed: new Map(others) }
  const assessment = await world.settle(() => assess(world, beside))
  // A run has to note that the rows of a source are back.
  const isBack = ({ facts, status }: Assessed) => status === 'fresh' && wasFoundEmpty(world, facts.unit)
  if ([...assessment.values()].some(isBack)) return undefined
  return (await catalog.change()) === change ? assessment : undefined
}

const mostAsked = 100

/** The current records of nodes and of what they read. */
async function currentOf(
  catalog: Catalog,
  facts: readonly NodeFacts[],
  assets: ReadonlyMap<string, RememberedAsset>,
): Promise<readonly Stored[]> {
  const names = new Set(facts.flatMap(({ node }) => [node.name, ...node.upstream]))
  // Reading all of them at once takes less time than reading each by itself, where there are many.
  const all =
    names.size > mostAsked ? new Map((await catalog.current()).map((one) => [unitAt(one.record), one])) : undefined
  const current: Stored[] = []
  for (const name of names) {
    const unit = unitOf(name)
    const stored = all === undefined ? await catalog.currentOf(unit) : all.get(unit)
    // One that is renamed has its record under the old name, and one of an older version is compared in its own way.
    if (stored === undefined ? assets.get(name)?.record !== undefined : isOlder(stored)) throw new Doubt()
    if (stored !== undefined) current.push(stored)
  }
  return current
}

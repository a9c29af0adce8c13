import { readFileSync } from 'node:fs'
import type { Action, Cause } from '../../causes.ts'
import type { StepError } from '../../events.ts'
import type { Node } from '../../graph/node.ts'
import type { Note } from '../../project/notes.ts'
import { openCatalog } from '../../store/catalog/open.ts'
import type { Catalog } from '../../store/interface.ts'
import { cacheFile, type StorePlace } from '../../store/place.ts'
import { unitOf } from '../../unit.ts'
import { type ExplainedAsset, type ExplainedFacts, type Explanation, explanationOf } from '../explain/explanation.ts'
import type { RememberedAnswer, RememberedAsset } from './memory.ts'
import { seal, writeSealed } from './sealed.ts'

/** What an explanation of an asset needs besides its status: a line of JSON an asset, of which one is read. */
export interface ExplainedLine extends Omit<ExplainedFacts, 'node'> {
  /** Undefined where only a plan of its own says it. */
  readonly action?: Action
  readonly held?: readonly Cause[]
  readonly notes: readonly Note[]
  /** The present texts of the declarations that have changed. */
  readonly texts: Readonly<Record<string, string>>
  readonly failure?: StepError
}

const explainedFile = (place: StorePlace): string => cacheFile(place, 'explained.jsonl')

/**
 * Writes the lines, in the order of the remembered assets, and returns the seal by which the memory knows them for its
 * own.
 */
export function rememberExplained(place: StorePlace, lines: readonly ExplainedLine[]): string {
  return writeSealed(explainedFile(place), lines.map((line) => JSON.stringify(line)).join('\n'))
}

/**
 * The explanation of an asset from memory, which holds: it was recalled a moment ago. Undefined where the lines are not
 * the memory's own, or the catalog has moved on since.
 */
export async function explainRemembered(
  place: StorePlace,
  answer: RememberedAnswer,
  name: string,
): Promise<Explanation | undefined> {
  const lineOf = explainedLines(place, answer)
  if (lineOf === undefined) return undefined
  await using catalog = await openCatalog({ ...place, mode: 'read' })
  if (catalog === undefined) return undefined
  const nodes = new Map(answer.nodes.map((node) => [node.name, node]))
  const assets = new Map(answer.assets.map((asset) => [asset.name, asset]))
  const assessed = async (asset: string) => {
    const entry = assets.get(asset)
    const node = nodes.get(asset)
    return entry === undefined || node === undefined
      ? undefined
      : explainedAsset(catalog, entry, { node, ...lineOf(asset) })
  }
  const own = await assessed(name)
  if (own === undefined) return undefined
  const { action, held: blockers = [], notes, failure } = lineOf(name)
  if (action === undefined) return undefined
  // Rows are compared by the data engine, which the open project has.
  if ((action === 'run' || action === 'run?') && own.current?.record.rowMap !== undefined) return undefined
  const material = { catalog, assessed, texts: (asset: string) => lineOf(asset).texts }
  const verdict = { versus: false, action, blockers, notes, ...(failure === undefined ? {} : { failure }) }
  const explanation = await explanationOf(material, own, verdict)
  return (await catalog.change()) === answer.change ? explanation : undefined
}

/** The line of each remembered asset, by its name; undefined where the lines are not the memory's own. */
export function explainedLines(
  place: StorePlace,
  { assets, explained }: RememberedAnswer,
): ((name: string) => ExplainedLine) | undefined {
  const lines = readLines(place, explained)
  const numbers = new Map(assets.map(({ name }, number) => [name, number]))
  return lines && ((name) => JSON.parse(lines[numbers.get(name) as number] as string))
}

async function explainedAsset(
  catalog: Catalog,
  { name, status, causes, failure }: RememberedAsset,
  { node, code, config, packages }: ExplainedLine & { readonly node: Node },
): Promise<ExplainedAsset> {
  const current = await catalog.currentOf(unitOf(name))
  const facts = { node, code, config, packages }
  return { facts, status, causes, current, ...(failure === undefined ? {} : { failure }) }
}

function readLines(place: StorePlace, sealed: string): readonly string[] | undefined {
  try {
    const text = readFileSync(explainedFile(place), 'utf8')
    const body = text.slice(text.indexOf('\n') + 1)
    return seal(body) === sealed ? body.split('\n') : undefined
  } catch {
    return undefined
  }
}

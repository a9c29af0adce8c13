import type { ColumnNotes, Exposure, Labels, Meta } from '../../index.ts'
import type { DbtAnswer, DbtExposure, DbtNode, DbtSource, DbtUnitTest } from './answer.ts'
import { isInlined, nameOfNode, nameOfSource, readsOf } from './graph-names.ts'
import { nameOfFiles } from './made-by-dbt/external-files.ts'
import { nameOfRows } from './made-by-dbt/external-rows.ts'
import { isExternal } from './made-by-dbt/reasons.ts'
import type { SourceNames } from './sources.ts'

/** The attributes by which dbt's selections pick nodes, by the nodes' names in the graph. */
export function labelsOf(answer: DbtAnswer): Readonly<Record<string, Labels>> {
  const { nodes, unitTests, sources } = answer
  const exposures = exposuresOf(answer)
  const more = (id: string): Labels => {
    const [exposure, selector] = [exposures.get(id), answer.selectors[id]]
    const byDefault = answer.defaultSelector
    const isLeftOut = byDefault !== null && !id.startsWith('source.') && selector?.includes(byDefault) !== true
    return {
      ...(exposure === undefined ? {} : { exposure }),
      ...(selector === undefined ? {} : { selector }),
      ...(isLeftOut ? { beside_default_selector: [byDefault] } : {}),
    }
  }
  const all = [
    ...nodes.map((node) => [nameOfNode(node), { ...ofNode(node), ...more(node.id) }] as const),
    ...nodes
      .filter(isExternal)
      .flatMap((node) => [nameOfRows(node), nameOfFiles(node)].map((name) => [name, ofFiles(node)] as const)),
    ...unitTests.map((test) => [nameOfNode(test), { ...ofUnitTest(test), ...more(test.id) }] as const),
    ...sources.map((one) => [nameOfSource(one), { ...ofSource(one), ...more(one.id) }] as const),
  ]
  return Object.fromEntries(all)
}

/** By the name of an asset: the attributes of the dbt sources that it stands for. */
export function labelsOfSources(answer: DbtAnswer, { nameOf, own }: SourceNames): Readonly<Record<string, Labels>> {
  const exposures = exposuresOf(answer)
  const members = new Set(own())
  const others = Map.groupBy(
    answer.sources.filter((one) => !members.has(one)),
    ({ id }) => nameOf(id),
  )
  const labels = [...others].map(([name, sources]) => {
    const exposure = sources.flatMap(({ id }) => exposures.get(id) ?? [])
    const selector = sources.flatMap(({ id }) => answer.selectors[id] ?? [])
    const ofSources = {
      source: sources.map(nameOfSource),
      source_of_package: sources.map(nameWithPackage),
      package: sources.map((one) => one.package),
    }
    const byName = Object.entries({ exposure, selector }).filter(([, names]) => names.length > 0)
    return [name, { ...ofSources, ...Object.fromEntries(byName) }] as const
  })
  return Object.fromEntries(labels)
}

/** By the id of a node in the graph: the exposures that read it, directly or through inlined models. */
function exposuresOf({ nodes, functions, exposures }: DbtAnswer): ReadonlyMap<string, readonly string[]> {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const reads = readsOf({ nodes, functions })
  const pairs = exposures.flatMap(({ name, depends }) =>
    depends.flatMap((id) => {
      const node = byId.get(id)
      const ids = node !== undefined && isInlined(node) ? reads(node) : [id]
      return ids.map((one) => ({ id: one, name }))
    }),
  )
  const groups = Map.groupBy(pairs, ({ id }) => id)
  return new Map([...groups].map(([id, of]) => [id, [...new Set(of.map(({ name }) => name))]]))
}

/** The descriptions of the columns, as dbt has rendered them, docs blocks included, and their `meta`. */
export const notedColumns = ({ columns }: Pick<DbtNode, 'columns'>): ColumnNotes =>
  Object.fromEntries(
    columns.flatMap(({ name, description, meta = {} }) => {
      const note = { ...(description === '' ? {} : { description }), ...(isEmpty(meta) ? {} : { meta }) }
      return isEmpty(note) ? [] : [[name.toLowerCase(), note]]
    }),
  )

/** By the names of nodes and sources in the graph: their `meta`. */
export function metaOf({ nodes, sources, unitTests }: DbtAnswer): Readonly<Record<string, Meta>> {
  const all = [
    ...[...nodes, ...unitTests].map((node) => [nameOfNode(node), (node.config.meta ?? {}) as Meta] as const),
    ...sources.map((one) => [nameOfSource(one), one.meta] as const),
  ]
  return Object.fromEntries(all.filter(([, meta]) => !isEmpty(meta)))
}

const isEmpty = (record: object): boolean => Object.keys(record).length === 0

export const exposureOf = ({ name, type, owner, url, description }: DbtExposure): Exposure => ({
  ...{ name, type },
  ...(owner === null ? {} : { owner }),
  ...(url === null ? {} : { url }),
  ...(description === '' ? {} : { description }),
})

const declared = ({ type, path, fqn, package: name, config }: DbtNode | DbtUnitTest): Labels => ({
  resource_type: [type],
  path: [path],
  package: [name],
  fqn: [fqn],
  ...configLabels(config),
})

/** A selection of a model by its path also selects the rows of its statement and its files. */
const ofFiles = ({ path, fqn, package: name }: DbtNode): Labels => ({ path: [path], package: [name], fqn: [fqn] })

/** Parts of a configuration that dbt gives to every node, with their usual values, which get no label. */
const usual: Readonly<Record<string, string>> = {
  'config.enabled': 'true',
  'config.docs.show': 'true',
  'config.contract.enforced': 'false',
  'config.contract.alias_types': 'true',
  'config.on_schema_change': 'ignore',
  'config.on_configuration_change': 'apply',
}
const noLabels: ReadonlySet<string> = new Set(['pre-hook', 'post-hook', 'column_types', 'quoting', 'packages'])

/** `config.meta.owner: ['ada']`: the texts and booleans, also in lists, that dbt's selection compares. */
function configLabels(config: object, path = 'config'): Labels {
  const labels: Record<string, readonly string[]> = {}
  for (const [name, value] of Object.entries(config)) {
    const key = `${path}.${name}`
    if (noLabels.has(name)) continue
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      Object.assign(labels, configLabels(value, key))
      continue
    }
    const texts = [value].flat().filter((one) => typeof one === 'string' || typeof one === 'boolean')
    if (texts.length > 0 && usual[key] !== String(value)) labels[key] = texts.map(String)
  }
  return labels
}

const ofUnitTest = (test: DbtUnitTest): Labels => ({
  ...declared(test),
  test_type: ['unit'],
  test_name: [test.name],
  unit_test: [test.name],
})

const ofSource = (one: DbtSource): Labels => ({
  resource_type: ['source'],
  path: [one.path],
  package: [one.package],
  source_of_package: [nameWithPackage(one)],
})

const nameWithPackage = (one: DbtSource): string => `${one.package}.${nameOfSource(one)}`

function ofNode(node: DbtNode): Labels {
  const { type, path } = node
  const { testName, access, versionKind, version } = node
  if (type === 'test')
    return {
      ...declared(node),
      test_type: [path.endsWith('.sql') ? 'singular' : 'generic', 'data'],
      ...(typeof testName === 'string' ? { test_name: [testName] } : {}),
    }
  return {
    ...declared(node),
    ...(access === undefined ? {} : { access: [access] }),
    ...(typeof versionKind === 'string' ? { version: [versionKind] } : {}),
    // The model's name alone selects every version of it.
    ...(version === null ? {} : { fqn: [node.fqn, node.name] }),
  }
}

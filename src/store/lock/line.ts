import { partsOf, unitOf } from '../../unit.ts'
import type { Ingredients, InputVersion } from '../record.ts'
import { type ColumnsVersion, compare, type LockEntry } from './entry.ts'

/** The members of a line, in the order in which they are written. An empty member is left out. */
interface Line {
  readonly asset: string
  readonly partition: string
  readonly partitions?: number
  readonly partitionKeys?: string
  readonly partitionSet?: Texts
  readonly listedKeys?: Readonly<Record<string, readonly string[]>>
  readonly key: string
  readonly version: string
  readonly schema: string
  readonly definition: string
  readonly code?: Texts
  readonly files?: string
  readonly sources?: readonly string[]
  readonly config?: Texts
  readonly environment?: Texts
  readonly packages?: Texts
  readonly inputs?: readonly (readonly [asset: string, version: string, columns?: readonly string[]])[]
  readonly observed?: string
  readonly salt?: string
  readonly text?: true
  readonly clock?: true
  readonly chance?: true
  readonly reusable?: false
  readonly columns?: Columns
  readonly older?: readonly [scheme: string, version: string, columns: Columns]
  readonly schemes: readonly [key: string, code: string, rows: string]
}
type Columns = readonly (readonly [names: readonly string[], version: string])[]
type Texts = Readonly<Record<string, string>>

/** One line of JSON without its end. Equal entries give equal lines. */
export function formatLine(entry: LockEntry): string {
  const { unit, key, version, schema, definition, ingredients, schemes, older } = entry
  const {
    code,
    files,
    sources = [],
    config,
    environment,
    packages,
    inputs,
    observed,
    salt,
    text,
    clock,
    chance,
  } = ingredients
  const line: Line = {
    ...partsOf(unit),
    ...(entry.partitions === undefined ? {} : { partitions: entry.partitions }),
    ...(entry.partitionKeys === undefined ? {} : { partitionKeys: entry.partitionKeys }),
    ...(entry.partitionSet === undefined ? {} : unlessEmpty('partitionSet', sorted(entry.partitionSet))),
    ...(entry.listedKeys === undefined ? {} : unlessEmpty('listedKeys', sorted(entry.listedKeys))),
    ...{ key, version, schema, definition },
    ...unlessEmpty('code', sorted(code)),
    ...(files === undefined ? {} : { files }),
    ...unlessEmpty('sources', sources),
    ...unlessEmpty('config', sorted(config)),
    ...unlessEmpty('environment', sorted(environment)),
    ...unlessEmpty('packages', sorted(packages)),
    ...unlessEmpty(
      'inputs',
      inputs.map((input) => [input.asset, input.version, ...(input.columns === null ? [] : [input.columns])]),
    ),
    ...(observed === undefined ? {} : { observed }),
    ...(salt === undefined ? {} : { salt }),
    ...(text === undefined ? {} : { text }),
    ...(clock === undefined ? {} : { clock }),
    ...(chance === undefined ? {} : { chance }),
    ...(entry.reusable ? {} : { reusable: false }),
    ...unlessEmpty('columns', sortedColumns(entry.columns)),
    ...(older === undefined ? {} : { older: [older.scheme, older.version, sortedColumns(older.columns)] }),
    schemes: [schemes.key, schemes.code, schemes.rows],
  }
  return JSON.stringify(line)
}

/** `fromEntries` also takes a name such as `__proto__` as a plain name. */
function sorted<Value>(map: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  const names = Object.keys(map).sort(compare)
  return Object.fromEntries(names.map((name) => [name, map[name] as Value]))
}

function sortedColumns(columns: readonly ColumnsVersion[]) {
  return columns
    .map(({ names, version }) => [names, version] as const)
    .sort(([a], [b]) => compare(JSON.stringify(a), JSON.stringify(b)))
}

function unlessEmpty(name: string, value: object): object {
  return Object.keys(value).length === 0 ? {} : { [name]: value }
}

/** The entry, or the mistake in the line. Members that this version does not know are ignored. */
export function parseLine(text: string): LockEntry | { readonly wrong: string } {
  const value = parsed(text)
  if (!isMap(value)) return { wrong: 'it is not a JSON object' }
  const wrong = shape.find(([name, fits]) => !fits(value[name]))
  if (wrong !== undefined) return { wrong: `its "${wrong[0]}" is ${name(value[wrong[0]])}` }
  const line = value as unknown as Line
  const { asset, partition, key, version, schema, definition, columns = [], reusable = true, older } = line
  const { partitions, partitionKeys, partitionSet, listedKeys } = line
  return {
    ...{ unit: unitOf(asset, partition), key, version, schema, definition, reusable },
    ingredients: ingredientsOf(line),
    columns: columnsOf(columns),
    ...(partitions === undefined ? {} : { partitions }),
    ...(partitionKeys === undefined ? {} : { partitionKeys }),
    ...(partitionSet === undefined ? {} : { partitionSet }),
    ...(listedKeys === undefined ? {} : { listedKeys }),
    ...(older === undefined ? {} : { older: { scheme: older[0], version: older[1], columns: columnsOf(older[2]) } }),
    schemes: { key: line.schemes[0], code: line.schemes[1], rows: line.schemes[2] },
  }
}

const columnsOf = (columns: Columns): readonly ColumnsVersion[] =>
  columns.map(([names, version]) => ({ names, version }))

function ingredientsOf({
  code,
  files,
  sources,
  config,
  environment,
  packages,
  inputs,
  observed,
  salt,
  text,
  clock,
  chance,
}: Line): Ingredients {
  const input = ([asset, version, columns]: readonly [string, string, (readonly string[])?]): InputVersion => ({
    asset,
    version,
    columns: columns ?? null,
  })
  return {
    code: code ?? {},
    config: config ?? {},
    environment: environment ?? {},
    packages: packages ?? {},
    inputs: (inputs ?? []).map(input),
    ...(files === undefined ? {} : { files }),
    ...(sources === undefined ? {} : { sources }),
    ...(observed === undefined ? {} : { observed }),
    ...(salt === undefined ? {} : { salt }),
    ...(text === undefined ? {} : { text }),
    ...(clock === undefined ? {} : { clock }),
    ...(chance === undefined ? {} : { chance }),
  }
}

type Fits = (value: unknown) => boolean
const isText: Fits = (value) => typeof value === 'string'
const isHash: Fits = (value) => typeof value === 'string' && /^[0-9a-f]+$/.test(value)
const isTexts: Fits = (value) => isMap(value) && Object.values(value).every(isText)
const isNames: Fits = (value) => Array.isArray(value) && value.every(isText)
const isLists: Fits = (value) => isMap(value) && Object.values(value).every(isNames)
const listOf =
  (fits: Fits): Fits =>
  (value) =>
    Array.isArray(value) && value.every(fits)
const isInput: Fits = (value) =>
  Array.isArray(value) && isText(value[0]) && isHash(value[1]) && orNothing(isNames)(value[2])
const isColumns: Fits = (value) => Array.isArray(value) && isNames(value[0]) && isHash(value[1])
const isOlder: Fits = (value) =>
  Array.isArray(value) && isText(value[0]) && isHash(value[1]) && listOf(isColumns)(value[2])
const orNothing =
  (fits: Fits): Fits =>
  (value) =>
    value === undefined || fits(value)

const shape: readonly (readonly [name: string, fits: Fits])[] = [
  ['asset', (value) => isText(value) && value !== ''],
  ['partition', isText],
  ['partitions', (value) => value === undefined || (Number.isInteger(value) && Number(value) > 0)],
  ['partitionKeys', orNothing(isHash)],
  ['partitionSet', orNothing(isTexts)],
  ['listedKeys', orNothing(isLists)],
  ['key', isHash],
  ['version', isHash],
  ['schema', isHash],
  ['definition', isHash],
  ['code', orNothing(isTexts)],
  ['files', orNothing(isHash)],
  ['sources', orNothing(isNames)],
  ['config', orNothing(isTexts)],
  ['environment', orNothing(isTexts)],
  ['packages', orNothing(isTexts)],
  ['inputs', orNothing(listOf(isInput))],
  ['observed', orNothing(isText)],
  ['salt', orNothing(isText)],
  ['text', (value) => value === undefined || value === true],
  ['clock', (value) => value === undefined || value === true],
  ['chance', (value) => value === undefined || value === true],
  ['reusable', (value) => value === undefined || value === false],
  ['columns', orNothing(listOf(isColumns))],
  ['older', orNothing(isOlder)],
  ['schemes', (value) => isNames(value) && (value as unknown[]).length === 3],
]

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function name(value: unknown): string {
  return value === undefined ? 'missing' : 'not what it has to be'
}

import type { OrdinalLeaf, OrdinalParameter, Printer } from './printer.ts'

export interface OrdinalTexts {
  /** With the positions of the names in the pattern in place of the names. */
  readonly text: string
  /** The text in the order in which the names are used, where that differs. */
  readonly byUse?: ByUse<string>
}
/** A function cannot see in which order its pattern names its tables: what it does is the same by use. */
export interface ByUse<Text> {
  readonly text: Text
  /** By position in that order: the position in the pattern. */
  readonly order: readonly number[]
}

/** `undefined` where the first parameter names no tables, or `arguments` has it by another way. */
export function ordinalTexts(
  printer: Pick<Printer, 'out' | 'ordinals' | 'readsArguments' | 'strings'>,
): OrdinalTexts | undefined {
  const { out, ordinals, readsArguments, strings } = printer
  if (ordinals === undefined || readsArguments) return undefined
  const body = out.slice(ordinals.to)
  const write = (leaves: readonly OrdinalLeaf[], order: readonly number[]) => {
    const bindings = leaves.map(({ name, binding }) => `${name}:$${binding}`)
    const tables = `(tables ${bindings.join(' ')} )`
    return { tables, kept: keptNames(ordinals, order, strings) }
  }
  const joined = ({ tables, kept: others }: ReturnType<typeof write>, rest: readonly string[]) =>
    [...out.slice(0, ordinals.from), tables, ...others, ...rest].join(' ')
  const inPattern = ordinals.names.map((_, index) => index)
  const text = joined(write(ordinals.leaves, inPattern), body)
  const used = leavesByUse(ordinals.leaves, body)
  const order = [...new Set(used.map(({ name }) => name))]
  if (used.every((leaf, index) => leaf === ordinals.leaves[index]) || body.some(isMoreThanLocal)) return { text }
  const numbers = ordinals.leaves.map(({ binding }) => binding).sort((a, b) => a - b)
  const renumbered = new Map(used.map(({ binding }, index) => [`$${binding}`, `$${numbers[index]}`]))
  const leaves = used.map(({ name }, index) => ({ name: order.indexOf(name), binding: numbers[index] as number }))
  const rest = body.map((token) => renumbered.get(token) ?? token)
  return { text, byUse: { text: joined(write(leaves, order), rest), order } }
}

/** A local inside of a longer text cannot be given another number. */
const isMoreThanLocal = (token: string): boolean => /^[^"/#]*\$\d/.test(token) && !/^\$\d+$/.test(token)

/** Names that are not used come last, in the order of the pattern. */
function leavesByUse(leaves: readonly OrdinalLeaf[], body: readonly string[]): readonly OrdinalLeaf[] {
  const first = new Map<string, number>()
  for (const [at, token] of body.entries()) if (!first.has(token)) first.set(token, at)
  const useOf = ({ binding }: OrdinalLeaf) => first.get(`$${binding}`) ?? body.length
  return leaves.toSorted((a, b) => useOf(a) - useOf(b))
}

/**
 * A name that the function also has as a string, alone or before a dot, is a name it may look its table up by: it
 * stays.
 */
function keptNames(
  { names }: OrdinalParameter,
  order: readonly number[],
  strings: ReadonlySet<string>,
): readonly string[] {
  return order.flatMap((from, ordinal) => {
    const name = names[from] as string
    const used = [...strings].some(
      (text) => text === name || text.startsWith(`${name}.`) || text.startsWith(`${name} `),
    )
    return used ? [`${ordinal}=${JSON.stringify(name)}`] : []
  })
}

import type { Command, Option } from 'commander'

export interface CompletionRequest {
  readonly program: Command
  /** From the name of the command on; the last is the word that is typed, which may be empty. */
  readonly words: readonly string[]
  /** The names of assets, which are read only where one may stand. */
  readonly names: () => Promise<readonly string[]>
  /** Topics of `help`. */
  readonly topics: readonly string[]
}

/** The completions of the typed word, in the order of the help and of the project. */
export async function candidates({ program, words, names, topics }: CompletionRequest): Promise<readonly string[]> {
  const [, ...typed] = words
  const word = typed.at(-1) ?? ''
  const before = typed.slice(0, -1)
  const at = placeOfCommand(program, before)
  const command = at === undefined ? undefined : commandNamed(program, before[at] ?? '')
  const options = [...(command?.options ?? []), ...program.options]
  const taking = optionNamed(options, before.at(-1))
  if (taking !== undefined && (taking.required || taking.optional)) {
    const values = isSelection(taking) ? selected(word, await names()) : (taking.argChoices ?? [])
    return matching(values, word)
  }
  if (word.startsWith('-')) return matching(flagsOf(options), word)
  if (command === undefined) return at === undefined ? matching(namesOf(program), word) : []
  if (command.name() === 'help') return matching([...namesOf(program), ...topics], word)
  const argument =
    command.registeredArguments[Math.min(before.length - (at ?? 0) - 1, command.registeredArguments.length - 1)]
  if (argument?.argChoices !== undefined) return matching(argument.argChoices, word)
  if (argument === undefined || !takesAsset.test(argument.name())) return []
  return matching(selected(word, await names()), word)
}

const takesAsset = /asset|selection|index|old/

const ofNames: ReadonlySet<string | undefined> = new Set(['--select', '--exclude', '--failing'])
const isSelection = ({ long }: Option): boolean => ofNames.has(long)

const namesOf = ({ commands }: Command): readonly string[] => commands.map((one) => one.name())

const commandNamed = (program: Command, word: string): Command | undefined =>
  program.commands.find((one) => one.name() === word || one.aliases().includes(word))

const optionNamed = (options: readonly Option[], word: string | undefined): Option | undefined =>
  options.find(({ long, short }) => word !== undefined && (word === long || word === short))

const flagsOf = (options: readonly Option[]): readonly string[] =>
  options.flatMap(({ long, short }) => long ?? short ?? [])

/** The value of a global flag among the typed words. */
export function valueTyped({ options }: Command, words: readonly string[], long: string): string | undefined {
  const at = words.findLastIndex((word, index) => index < words.length - 1 && optionNamed(options, word)?.long === long)
  return at === -1 ? undefined : words[at + 1]
}

/** The first word that is neither a flag nor the value of one. */
function placeOfCommand({ options }: Command, words: readonly string[]): number | undefined {
  const takes = (word: string | undefined) => optionNamed(options, word)?.required === true
  const at = words.findIndex((word, index) => !word.startsWith('-') && !takes(words[index - 1]))
  return at === -1 ? undefined : at
}

/** The names with the signs of the selection grammar before them that are typed already. */
function selected(word: string, names: readonly string[]): readonly string[] {
  const signs = /^(?:\d*\+|@)/.exec(word)?.[0] ?? ''
  return names.map((name) => signs + name)
}

const matching = (all: readonly string[], word: string): readonly string[] => all.filter((one) => one.startsWith(word))

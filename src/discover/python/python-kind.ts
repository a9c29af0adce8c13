import { dirname } from 'node:path'
import type { ForeignFacts, PythonOrigin } from '../../define/foreign/foreign-function.ts'
import { AssetError } from '../../errors.ts'
import { askFacts } from '../../python/ask-facts.ts'
import { findInterpreter, type Interpreter, interpreterVariables } from '../../python/interpreter.ts'
import { hasCatalog } from '../../store/catalog/catalog-file.ts'
import { canonicalJson, isJson, isPlain } from '../../util/canonical-json.ts'
import { rememberHash } from '../files/file-hash.ts'
import type { AskedFunction, FactsOrMistake, ForeignKind, ProjectOfCode } from '../foreign/foreign-kind.ts'
import { checkOptions, type OptionRule, text } from '../options/option-rules.ts'
import { factsByFiles, lockByAsset } from './facts-by-files.ts'
import { type FunctionOptions, optionsOf } from './function-options.ts'
import { interpreterNow, type KeptFacts, type KnownFunction, openKeptFacts } from './kept-facts.ts'
import { knownByFacts, knownByLock } from './known-before.ts'
import { type PythonFunction, pythonFunctionOf } from './python-function.ts'
import { otherName, wrongFunction } from './wrong-function.ts'
import { wrongSettings } from './wrong-settings.ts'

const file: OptionRule = [
  (value) => typeof value === 'string' && value.endsWith('.py'),
  "the path of a Python file, such as './documents.py'",
]

const config: OptionRule = [
  (value) => typeof value === 'object' && value !== null && isPlain(value) && isJson(value) && crosses(value),
  'an object of plain values, such as { limit: 3 }',
]

/** A date or NaN would be another value in JSON. */
function crosses(value: object): boolean {
  try {
    return canonicalJson(JSON.parse(JSON.stringify(value))) === canonicalJson(value)
  } catch {
    return false
  }
}

/**
 * `asset.python('./documents.py')`: the code is read by Python's own parser, and what was found is kept by the files it
 * is in.
 */
export const pythonKind: ForeignKind<PythonOrigin> = {
  type: 'python',
  mistakes: (origin) =>
    checkOptions(origin, { rules: { type: text, file, function: text, config }, required: ['file'] }),
  facts: (functions, where) => factsOf(functions, where),
  keep: ({ cacheFolder }) => opened.get(cacheFolder)?.keep(),
}

/** Facts by project, to be written once there is a store, which may be after the load. */
const opened = new Map<string, KeptFacts>()

type AskedPython = AskedFunction<PythonOrigin>

async function factsOf(functions: readonly AskedPython[], where: ProjectOfCode): Promise<readonly FactsOrMistake[]> {
  const memory = openKeptFacts(where.cacheFolder)
  opened.set(where.cacheFolder, memory)
  const named = functions.map((question) => ({ ...question, of: pythonFunctionOf(question.origin, placed(question)) }))
  const interpreter = foundInterpreter(where)
  const identity = AssetError.is(interpreter) ? undefined : interpreterNow(interpreter.path)
  const facts = new Map<PythonFunction, KnownFunction | AssetError>()
  for (const { of } of named) {
    const recalled = memory.recall(of, identity)
    if (recalled !== undefined) facts.set(of, recalled)
  }
  const unknown = named.filter(({ of }) => !facts.has(of))
  if (unknown.length > 0) {
    if (AssetError.is(interpreter)) return withoutPython(named, { where, memory, facts, missing: interpreter })
    await ask(interpreter, { where, functions: unknown, memory, facts })
  }
  return named.map((question) => {
    const one = facts.get(question.of) as KnownFunction | AssetError
    if (AssetError.is(one)) return one
    const mistake =
      otherName(question, one.found, where.root) ?? wrongSettings(question, one.found.settings, where.root)
    return mistake ?? foreignFacts(question.of, one, interpreter)
  })
}

interface Without {
  readonly where: ProjectOfCode
  readonly memory: KeptFacts
  readonly facts: ReadonlyMap<PythonFunction, KnownFunction | AssetError>
  readonly missing: AssetError
}

/** Functions without kept facts get facts by the files that the lock names. */
async function withoutPython(
  named: readonly (AskedPython & { readonly of: PythonFunction })[],
  { where, memory, facts, missing }: Without,
): Promise<readonly FactsOrMistake[]> {
  const storeFolder = dirname(where.cacheFolder)
  const lock = await lockByAsset(storeFolder)
  const basis = hasCatalog(storeFolder) ? 'store' : 'lock'
  return named.map((question) => {
    const one = facts.get(question.of)
    if (one !== undefined && !AssetError.is(one)) return foreignFacts(question.of, one, missing)
    const line = memory.before(question.of)
    const before = line === undefined ? knownByLock(question.name, lock, basis) : knownByFacts(line)
    return factsByFiles(question, { root: where.root, lock, before, missing, links: lookedFor(missing) })
  })
}

const placed = ({ name, definition }: AskedPython) => ({ name, at: definition.at })

/** Where a Python would be found that is not there yet. */
const lookedFor = (by: Interpreter | AssetError): readonly string[] =>
  AssetError.is(by) ? ((by.facts?.looked as readonly string[] | undefined) ?? []) : by.looked

function foundInterpreter({ root, python }: ProjectOfCode): Interpreter | AssetError {
  try {
    return findInterpreter({ root, python })
  } catch (error) {
    if (AssetError.is(error)) return error
    throw error
  }
}

interface Asking {
  readonly where: ProjectOfCode
  readonly functions: readonly (AskedPython & { readonly of: PythonFunction })[]
  readonly memory: KeptFacts
  readonly facts: Map<PythonFunction, KnownFunction | AssetError>
}

async function ask(interpreter: Interpreter, { where, functions, memory, facts }: Asking): Promise<void> {
  const readAt = Date.now()
  const identity = interpreterNow(interpreter.path)
  const answer = await askFacts(interpreter, {
    root: where.root,
    functions: functions.map(({ of }) => ({ file: of.file, function: of.function })),
  })
  const { python, listings } = answer
  const files = new Map(answer.functions.flatMap((one) => ('wrong' in one ? [] : Object.entries(one.files))))
  for (const [path, sha256] of files) rememberHash(path, { sha256, readAt })
  for (const [index, question] of functions.entries()) {
    const answerOfFunction = answer.functions[index]
    if (answerOfFunction === undefined) throw new Error('the Python program has left out a function')
    if ('wrong' in answerOfFunction) {
      facts.set(question.of, wrongFunction(question, answerOfFunction, where.root))
      continue
    }
    const one = { found: answerOfFunction, python, listings, interpreter: identity }
    facts.set(question.of, one)
    memory.add(question.of, one)
  }
}

function foreignFacts(
  of: PythonFunction,
  { found: facts, listings, python }: KnownFunction,
  by: Interpreter | AssetError,
): ForeignFacts {
  const {
    upstream,
    keywords,
    optional,
    line,
    decorator,
    labels,
    digest,
    declarations,
    packages,
    variables,
    notes,
    files,
    folders,
    options,
  } = facts
  const looked = lookedFor(by)
  return {
    upstream: upstream.map((name) => name.replaceAll('__', '.')),
    resources: keywords,
    optional,
    at: { file: of.file, line },
    // Another Python may read the same text as another tree.
    scheme: `python-1 ${python.split('.').slice(0, 2).join('.')}`,
    ...{ digest, declarations, packages, variables, notes, files, folders, listings, decorator, labels },
    options: optionsOf(options as FunctionOptions, { file: of.file, line }),
    links: looked,
    asked: AssetError.is(by) ? interpreterVariables : by.variables,
  }
}

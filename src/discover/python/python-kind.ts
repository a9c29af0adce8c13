import type { ForeignFacts, PythonOrigin } from '../../define/foreign/foreign-function.ts'
import { AssetError } from '../../errors.ts'
import { askFacts } from '../../python/ask-facts.ts'
import { findInterpreter, type Interpreter, interpreterVariables } from '../../python/interpreter.ts'
import type { AskedFunction, FactsOrMistake, ForeignKind, ProjectOfCode } from '../foreign/foreign-kind.ts'
import { checkOptions, type OptionRule, text } from '../options/option-rules.ts'
import { type KeptFacts, type KnownFunction, openKeptFacts } from './kept-facts.ts'
import { type PythonFunction, pythonFunctionOf } from './python-function.ts'
import { wrongFunction } from './wrong-function.ts'

const file: OptionRule = [
  (value) => typeof value === 'string' && value.endsWith('.py'),
  "the path of a Python file, such as './documents.py'",
]

/** `asset.python('./documents.py')`: the code is read by Python's own parser, and what was found is kept by the files it is in. */
export const pythonKind: ForeignKind<PythonOrigin> = {
  type: 'python',
  mistakes: (origin) => checkOptions(origin, { rules: { type: text, file, function: text }, required: ['file'] }),
  facts: (functions, where) => factsOf(functions, where),
  keep: ({ cacheFolder }) => opened.get(cacheFolder)?.keep(),
}

/** What was found out about a project is kept when there is a store, which may be after it was loaded. */
const opened = new Map<string, KeptFacts>()

type Asked = AskedFunction<PythonOrigin>

async function factsOf(functions: readonly Asked[], where: ProjectOfCode): Promise<readonly FactsOrMistake[]> {
  const kept = openKeptFacts(where.cacheFolder)
  opened.set(where.cacheFolder, kept)
  const named = functions.map((asked) => ({ ...asked, of: pythonFunctionOf(asked.origin, placed(asked)) }))
  const interpreter = foundInterpreter(where)
  const path = AssetError.is(interpreter) ? undefined : interpreter.path
  const known = new Map<PythonFunction, KnownFunction | AssetError>()
  for (const { of } of named) {
    const recalled = kept.recall(of, path)
    if (recalled !== undefined) known.set(of, recalled)
  }
  const unknown = named.filter(({ of }) => !known.has(of))
  if (unknown.length > 0) {
    if (AssetError.is(interpreter)) for (const { of } of unknown) known.set(of, interpreter)
    else await ask(interpreter, { where, functions: unknown, kept, known })
  }
  return named.map(({ of }) => {
    const one = known.get(of) as KnownFunction | AssetError
    return AssetError.is(one) ? one : foreignFacts(of, one, interpreter)
  })
}

const placed = ({ name, definition }: Asked) => ({ name, at: definition.at })

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
  readonly functions: readonly (Asked & { readonly of: PythonFunction })[]
  readonly kept: KeptFacts
  readonly known: Map<PythonFunction, KnownFunction | AssetError>
}

async function ask(interpreter: Interpreter, { where, functions, kept, known }: Asking): Promise<void> {
  const answer = await askFacts(interpreter, {
    root: where.root,
    functions: functions.map(({ of }) => ({ file: of.file, function: of.function })),
  })
  const { python, listings } = answer
  for (const [index, asked] of functions.entries()) {
    const found = answer.functions[index]
    if (found === undefined) throw new Error('the Python program has left out a function')
    if ('wrong' in found) {
      known.set(asked.of, wrongFunction(asked, found, where.root))
      continue
    }
    const one = { found, python, listings, interpreter: interpreter.path }
    known.set(asked.of, one)
    kept.add(asked.of, one)
  }
}

function foreignFacts(
  of: PythonFunction,
  { found, listings }: KnownFunction,
  by: Interpreter | AssetError,
): ForeignFacts {
  const {
    upstream,
    keywords,
    optional,
    line,
    decorator,
    digest,
    declarations,
    packages,
    variables,
    notes,
    files,
    folders,
  } = found
  const looked = AssetError.is(by) ? [] : by.looked
  return {
    upstream: upstream.map((name) => name.replaceAll('__', '.')),
    resources: keywords,
    optional,
    at: { file: of.file, line },
    scheme: 'python-1',
    ...{ digest, declarations, packages, variables, notes, files, folders, listings, decorator },
    links: looked,
    asked: interpreterVariables,
  }
}

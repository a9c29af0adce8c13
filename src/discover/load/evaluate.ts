import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isModuleNamespaceObject } from 'node:util/types'
import { defaultEnvironment, processEnv } from '../../define/project/environment.ts'
import { type ProjectOptions, projectOptions } from '../../define/project/project.ts'
import { setProjectPlace } from '../../define/project/project-root.ts'
import { AssetError, AssetErrors } from '../../errors.ts'
import { watchFunctionTexts } from '../../util/process/function-text.ts'
import type { ProcessHooks } from '../../util/process/hooks.ts'
import { optionPlaces } from '../options/option-places.ts'
import { projectOptionMistakes } from '../options/project-options.ts'
import { scheduleMistakes } from '../options/schedule-mistakes.ts'
import { fileLabel } from '../user-place.ts'
import { applyEnvFile } from './env-file.ts'
import { guardLoad } from './guard-load.ts'
import { explainLoadFailure } from './load-failure.ts'
import { nativeImport } from './native-import.ts'
import { divertOutput } from './quiet-load.ts'
import { type ModuleRecord, recordModules } from './record-modules.ts'
import { watchEnvironment } from './watch-environment.ts'

/** The project after its modules ran, before anything is made of what they export. */
export interface EvaluatedProject {
  readonly options: ProjectOptions<object, Record<string, unknown>>
  /** The namespace of the table of contents. */
  readonly contents: object
  /** The absolute path of the table of contents. */
  readonly entry: string
  readonly record: ModuleRecord
  /** The functions whose text was asked for. */
  readonly textsRead: ReadonlySet<string>
  readonly environment: Readonly<Record<string, string | undefined>>
}

let last: Promise<unknown> = Promise.resolve()

/**
 * Runs the project's modules. One project at a time: the hooks, the environment and the streams belong to the whole
 * process.
 */
export function evaluateProject(request: AskedProject, hooks: ProcessHooks): Promise<EvaluatedProject> {
  return inTurn(() =>
    evaluateNow(request, hooks, async ({ options, record, environment, textsRead }) => {
      const contents = await options.assets()
      const entry = await entryOf(contents, request.configFile, record)
      record.loaded()
      return { options, contents, entry, record, textsRead, environment: { ...environment.read } }
    }),
  )
}

/** Runs the configuration alone: it may be right where what it imports for the assets is not. */
export function evaluateOptions(request: AskedProject, hooks: ProcessHooks): Promise<EvaluatedProject['options']> {
  return inTurn(() =>
    evaluateNow(request, hooks, async ({ options, record }) => {
      record.stop()
      return options
    }),
  )
}

function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const evaluated = last.then(work)
  last = evaluated.catch(() => undefined)
  return evaluated
}

export interface AskedProject {
  readonly configFile: string
  /** Default: `development`. */
  readonly environment?: string | undefined
  /** Absolute, where it is not for the configuration to say. */
  readonly store?: string | undefined
  /** Path -> the text that stands for a file of it: the project as it was loaded before. */
  readonly texts?: ReadonlyMap<string, string> | undefined
}

interface Evaluating extends Pick<EvaluatedProject, 'options' | 'record' | 'textsRead'> {
  readonly environment: ReturnType<typeof watchEnvironment>
}

async function evaluateNow<Result>(
  { configFile, environment: name = defaultEnvironment, store, texts: evaluatedTexts }: AskedProject,
  { capture, guard, shared }: ProcessHooks,
  rest: (evaluating: Evaluating) => Promise<Result>,
): Promise<Result> {
  const root = dirname(configFile)
  applyEnvFile(root)
  const secrets = new Set<string>()
  const env = processEnv((value) => secrets.add(value))
  setProjectPlace({ root, environment: name, env, storeFolder: store })
  const environment = watchEnvironment()
  const restoreOutput = capture ? divertOutput() : undefined
  const textsRead = new Set<string>()
  const texts = watchFunctionTexts((text) => textsRead.add(text))
  const record = recordModules({ shared, evaluatedTexts })
  try {
    const work = async () => {
      const module = await nativeImport(record.url(configFile))
      const options = await optionsOf(module, { configFile, text: record.texts.get(configFile), secrets })
      return rest({ options, record, textsRead, environment })
    }
    return await (guard ? guardLoad(work) : work())
  } catch (error) {
    record.stop()
    throw explainLoadFailure(error, { root, configFile, record })
  } finally {
    texts[Symbol.dispose]()
    restoreOutput?.()
    environment.stop()
  }
}

interface Config {
  readonly configFile: string
  /** What was evaluated. */
  readonly text: string | undefined
  /** Values that it has read with `env.secret`. */
  readonly secrets: ReadonlySet<string>
}

async function optionsOf(
  module: object,
  { configFile, text, secrets }: Config,
): Promise<ProjectOptions<object, Record<string, unknown>>> {
  const file = fileLabel(dirname(configFile), configFile)
  const exported = 'default' in module ? module.default : undefined
  const options = projectOptions(exported)
  if (options === undefined) {
    throw new AssetError({
      code: 'PROJECT_INVALID',
      message: 'default' in module ? `the default export of ${file} is no project` : `${file} has no default export`,
      at: `${file}:1`,
      fix: "write `export default defineProject({ assets: () => import('./assets/index.ts') })`",
    })
  }
  const placeOf = optionPlaces(file, text)
  AssetErrors.throwIfAny([
    ...projectOptionMistakes(options, { placeOf, secrets }),
    ...(await scheduleMistakes(options.schedules, placeOf)),
  ])
  return options
}

/** The file whose namespace `assets` gave: of those the project file imports, the one that is that very object. */
async function entryOf(contents: unknown, configFile: string, record: ModuleRecord): Promise<string> {
  if (isModuleNamespaceObject(contents)) {
    const imported = record.resolutions.filter(({ parent, url }) => parent === configFile && url.startsWith('file:'))
    for (const { url } of imported.reverse()) {
      if ((await nativeImport(url)) === contents) return fileURLToPath(url)
    }
  }
  const file = fileLabel(dirname(configFile), configFile)
  throw new AssetError({
    code: 'PROJECT_INVALID',
    message: `\`assets\` in ${file} does not import a file of the project`,
    at: optionPlaces(file, record.texts.get(configFile))(['assets']),
    fix: "import the table of contents, and nothing around it: `assets: () => import('./assets/index.ts')`",
  })
}

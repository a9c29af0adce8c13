import { AssetError, AssetErrors } from '../../errors.ts'
import { errorCode } from '../../util/error-code.ts'
import { thrownText } from '../../util/thrown.ts'
import { fileLabel, ownFrame, placeLabel } from '../user-place.ts'
import { importFailure } from './import-failure.ts'
import type { FailedLoad } from './record-modules.ts'
import { syntaxFailure } from './syntax-failure.ts'

/** Whatever was thrown while the project's modules were loaded, as a mistake at a line of the project. */
export function explainLoadFailure(error: unknown, load: FailedLoad): AssetError | AssetErrors {
  if (error instanceof AssetErrors) return error
  if (AssetError.is(error)) return placed(error, load)
  const failed = load.record.failures.find((failure) => failure.error === error)
  if (failed !== undefined) return importFailure(failed, load)
  return (error instanceof SyntaxError ? syntaxFailure(error, load) : undefined) ?? thrown(error, load)
}

/** A mistake that the framework found when the project called it: the line of that call is where it is. */
function placed(error: AssetError, load: FailedLoad): AssetError {
  if (error.at !== undefined) return error
  const { code, message, facts, fix } = error
  const config = fileLabel(load.root, load.configFile)
  return new AssetError({ code, message, facts, fix, at: frameOf(error, load) ?? config, cause: error })
}

function thrown(error: unknown, load: FailedLoad): AssetError {
  const at = frameOf(error, load)
  const config = fileLabel(load.root, load.configFile)
  // A package's own module has no line of the project on its stack, and what is no error has no stack.
  const file = at?.replace(/:\d+$/, '') ?? `${config}, or something that it imports,`
  const message = thrownText(error)
  return new AssetError({
    code: 'PROJECT_LOAD',
    message: `${file} threw while it was loaded: ${message.replace(/^threw /, '')}`,
    at: at ?? config,
    facts: { error: message, code: errorCode(error) },
    fix: cureOf(error),
    cause: error,
  })
}

function cureOf(error: unknown): string {
  if (error instanceof ReferenceError && /before initialization/.test(error.message)) {
    return "break the circle of imports: in assets.config.ts import the assets lazily, `assets: () => import('./assets/index.ts')`"
  }
  return 'mend that line, or move it into a function: what stands outside of functions runs whenever the project is loaded'
}

function frameOf(error: unknown, { root, record }: FailedLoad): string | undefined {
  const stack = error instanceof Error ? error.stack : undefined
  const frame = ownFrame(stack, record.isProjectFile)
  return frame === undefined ? undefined : placeLabel(root, frame)
}

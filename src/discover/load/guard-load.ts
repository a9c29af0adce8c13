import { AssetError } from '../../errors.ts'
import { layer } from '../../util/process/layer.ts'
import { takeStrayErrors } from '../../util/process/stray-errors.ts'

/**
 * Waits for the project's modules, and makes a mistake of what would otherwise end the process without a word:
 * `process.exit()`, an error in a callback that nobody catches, and a top-level `await` that nothing is left to settle.
 */
export async function guardLoad<T>(work: () => Promise<T>): Promise<T> {
  const ended = Promise.withResolvers<never>()
  const idle = () => ended.reject(stalled())
  process.on('beforeExit', idle)
  const undo = [
    takeStrayErrors({ owns: () => false, isFirst: true, take: ended.reject }),
    () => void process.removeListener('beforeExit', idle),
    layer(process, 'exit', () => (code) => {
      const error = exited(code)
      ended.reject(error)
      // It is not to return, so that what follows the call does not run.
      throw error
    }),
  ]
  try {
    return await Promise.race([work(), ended.promise])
  } finally {
    for (const each of undo) each()
  }
}

function exited(code: unknown): AssetError {
  return new AssetError({
    code: 'PROJECT_LOAD',
    message: `process.exit(${code ?? ''}) was called while the project was loaded`,
    fix: 'throw an error that says what is wrong, or move the call into a function that no import runs',
  })
}

function stalled(): AssetError {
  return new AssetError({
    code: 'PROJECT_LOAD',
    message:
      'the project never finishes loading: an `await` outside of functions waits for what nothing is left to settle',
    fix: 'look for it in the files that assets/index.ts imports, and move it into a function',
  })
}

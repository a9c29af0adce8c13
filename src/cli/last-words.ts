import { errorFields, troubleOf } from '../app/trouble.ts'
import { exitCodes } from '../errors.ts'
import { writeAtOnce } from './lost-output.ts'
import { envelope } from './output.ts'

/**
 * Gives an answer where the process ends before the command has: at an uncaught error, at a `process.exit()` of code
 * that the project left running, and when the event loop is empty. Without it such a command would end with exit code
 * 0, or without its document. Call the returned function once there is an answer.
 */
export function lastWords({ command, json }: { readonly command: string; readonly json: boolean }): () => void {
  let answered = false
  const say = (error: unknown): void => {
    if (answered) return
    answered = true
    const { exitCode, errors, stack } = troubleOf(error)
    const lines = errors.flatMap(({ code, message, fix }) => [`error ${code}`, `  ${message}`, `  ${fix}`])
    // The process is ending: only what is written at once is written.
    if (json) writeAtOnce(1, `${JSON.stringify({ ...envelope(command, exitCode), ...errorFields(errors) })}\n`)
    else writeAtOnce(2, `${[stack, ...lines].join('\n')}\n`)
    process.exitCode = exitCode
  }
  process.on('uncaughtException', (error) => {
    // During a run, and while the project is loaded, another listener reports such an error with the asset it belongs
    // to.
    if (process.listenerCount('uncaughtException') > 1) return
    say(error)
    process.exit()
  })
  process.on('exit', (code) => {
    // After a second Ctrl-C no answer is printed.
    if (code !== exitCodes.interrupted && code !== exitCodes.terminated)
      say(new Error('the process ended before the command had answered'))
  })
  return () => {
    answered = true
  }
}

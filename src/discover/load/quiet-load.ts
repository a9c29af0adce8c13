import { layer } from '../../util/process/layer.ts'

/**
 * Until it is stopped, what the project prints goes to stderr, for stdout is the command's answer; and Node does not
 * warn that it strips types, or of the module type of a `package.json`, which the framework says itself.
 */
export function divertOutput(): () => void {
  const { stdout, stderr } = process
  type Write = typeof stdout.write
  type EmitWarning = typeof process.emitWarning
  const undo = [
    layer(stdout, 'write', () => ((...args: Parameters<Write>) => stderr.write(...args)) as Write),
    layer(process, 'emitWarning', (below) => {
      const emit = (...args: Parameters<EmitWarning>) => (isNoise(args) ? undefined : below(...args))
      return emit as EmitWarning
    }),
  ]
  return () => {
    for (const each of undo) each()
  }
}

/** `emitWarning(text, type, code)` or `emitWarning(text, { type, code })`. */
function isNoise([warning, second, third]: readonly unknown[]): boolean {
  const isOptions = typeof second === 'object' && second !== null
  const { type, code }: WarningName = isOptions ? second : { type: second, code: third }
  if (code === 'MODULE_TYPELESS_PACKAGE_JSON') return true
  return type === 'ExperimentalWarning' && /type stripping|USE_MAIN_CONTEXT_DEFAULT_LOADER/i.test(String(warning))
}

interface WarningName {
  readonly type?: unknown
  readonly code?: unknown
}

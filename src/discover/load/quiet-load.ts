/**
 * Until it is stopped, what the project prints goes to stderr, for stdout is the command's answer; and Node does not
 * warn that it strips types, or of the module type of a `package.json`, which the framework says itself.
 */
export function divertOutput(): () => void {
  const { stdout, stderr } = process
  const { write } = stdout
  const { emitWarning } = process
  stdout.write = ((...args: Parameters<typeof write>) => stderr.write(...args)) as typeof write
  process.emitWarning = ((...args: Parameters<typeof emitWarning>) => {
    if (!isNoise(args)) emitWarning(...args)
  }) as typeof emitWarning
  return () => {
    stdout.write = write
    process.emitWarning = emitWarning
  }
}

/** `emitWarning(text, type, code)` or `emitWarning(text, { type, code })`. */
function isNoise([warning, second, third]: readonly unknown[]): boolean {
  const given = typeof second === 'object' && second !== null
  const { type, code }: Named = given ? second : { type: second, code: third }
  if (code === 'MODULE_TYPELESS_PACKAGE_JSON') return true
  return type === 'ExperimentalWarning' && /type stripping|USE_MAIN_CONTEXT_DEFAULT_LOADER/i.test(String(warning))
}

interface Named {
  readonly type?: unknown
  readonly code?: unknown
}

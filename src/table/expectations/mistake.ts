import { AssetError } from '../../errors.ts'

/** A mistake in a suite. The caller that knows the expectation adds it with `mistakeOf`. */
export function mistake(message: string, fix: string, facts: Readonly<Record<string, unknown>> = {}): AssetError {
  return new AssetError({ code: 'ASSET_RESULT', message, fix, facts })
}

/** A mistake in one option of an expectation. */
export const mistakeIn = (option: string, message: string, fix: string): AssetError =>
  mistake(`${option} ${message}`, fix, { option })

/** Adds the name of the expectation to its mistake. */
export function mistakeOf(where: string, error: unknown): unknown {
  if (!AssetError.is(error)) return error
  const { code, message, fix, facts } = error
  const detail = facts?.detail === undefined ? message : detailOf(String(facts.detail))
  return new AssetError({
    code: code === 'ASSET_SQL' ? 'ASSET_RESULT' : code,
    message: `${where}: ${detail}`,
    facts: { ...facts, expectation: where },
    fix: code === 'ASSET_SQL' ? 'name a column that the expectation fits, or give values of its type' : (fix as string),
    cause: error,
  })
}

const detailOf = (detail: string): string => detail.replace(/^[\w ]+ Error: /, '').split('\n', 1)[0] as string

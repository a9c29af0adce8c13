import { AssetError } from '../../errors.ts'

/** An error about a data file, with its path and, where it is known, its line. */
export function fileMistake(of: {
  readonly path: string
  readonly line?: number | undefined
  readonly problem: string
  readonly fix: string
}): AssetError {
  const { path, line, problem, fix } = of
  return new AssetError({
    code: 'ASSET_VALUE',
    message: `${path} ${problem}`,
    at: line === undefined ? path : `${path}:${line}`,
    facts: { file: path },
    fix,
  })
}

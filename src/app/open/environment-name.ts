import { AssetError } from '../../errors.ts'

/**
 * A name of an environment, as it is. It is the name of a folder as well.
 *
 * @throws AssetError `CLI_USAGE` where it is none.
 */
export function environmentName(name: string | undefined): string | undefined {
  if (name === undefined || /^[a-z][a-z0-9_-]{0,39}$/.test(name)) return name
  throw new AssetError({
    code: 'CLI_USAGE',
    message: `${JSON.stringify(name)} is no name of an environment`,
    fix: 'name it with small letters, digits, - and _, such as production: a letter first, at most 40 of them',
  })
}

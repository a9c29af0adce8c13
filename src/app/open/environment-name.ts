import { AssetError } from '../../errors.ts'

/**
 * Checks the name of an environment, which is also the name of a folder.
 *
 * @throws AssetError `CLI_USAGE` where the name is not valid.
 */
export function environmentName(name: string | undefined): string | undefined {
  if (name === undefined || /^[a-z][a-z0-9_-]{0,39}$/.test(name)) return name
  throw new AssetError({
    code: 'CLI_USAGE',
    message: `${JSON.stringify(name)} is no name of an environment`,
    fix: 'name it with small letters, digits, - and _, such as production: a letter first, at most 40 of them',
  })
}

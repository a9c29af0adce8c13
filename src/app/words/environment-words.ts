import { defaultEnvironment } from '../../define/project/environment.ts'
import { shellWord } from '../../util/text/shell-word.ts'

/** The option that names an environment in a command, with a space before it; empty for the default one. */
export const environmentWords = (environment: string = defaultEnvironment): string =>
  environment === defaultEnvironment ? '' : ` --environment ${shellWord(environment)}`

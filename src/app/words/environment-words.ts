import { defaultEnvironment } from '../../define/project/environment.ts'
import { shellWord } from '../../util/text/shell-word.ts'

/** What makes a command one of an environment, with a space before it; nothing for the default one. */
export const environmentWords = (environment: string = defaultEnvironment): string =>
  environment === defaultEnvironment ? '' : ` --environment ${shellWord(environment)}`

import { isBuiltin } from 'node:module'

/**
 * A module as code asks for it. `require` and `import` of one name may be two files: each has conditions of its own in
 * `exports` and `imports` of a package.json, and `require` tries endings and folders. So what is required says so.
 */
const required = 'require:'

export const requiredSpecifier = (written: string): string => (isBuiltin(written) ? written : `${required}${written}`)

export const isRequired = (specifier: string): boolean => specifier.startsWith(required)

/** As the code has it. */
export const writtenSpecifier = (specifier: string): string =>
  isRequired(specifier) ? specifier.slice(required.length) : specifier

/** SQL ends a name at this character. */
const nul = '\0'

/** The problem of a file with a column or field whose name cannot be written in SQL. */
export function unwritableName(
  names: readonly string[],
): { readonly problem: string; readonly fix: string } | undefined {
  const unwritable = names.find((name) => name.includes(nul))
  if (unwritable === undefined) return undefined
  return {
    problem: `has the name ${JSON.stringify(unwritable)} for a column or field, with a NUL character in it`,
    fix: 'give it another name; a file of such names may be of another encoding, or of another format, than it is read as',
  }
}

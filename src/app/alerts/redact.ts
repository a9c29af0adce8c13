/** Variables with such names are secrets: their values are in no message. */
const secretNames = /TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|PRIVATE|(?:^|_)KEY(?:$|_)|API_?KEY|AUTH|DSN|_URL$/i
/** A shorter value may be an ordinary word. */
const shortest = 6

/** A text without the values of variables that are secrets by their names, or that a receiver is reached with. */
export function redacted(text: string, variables: NodeJS.ProcessEnv, names: readonly string[]): string {
  const values = Object.entries(variables).flatMap(([name, value]) => {
    const isSecret = names.includes(name) || secretNames.test(name)
    return isSecret && value !== undefined && value.length >= shortest ? [value] : []
  })
  // The longest first: one may be a part of another.
  return values.sort((a, b) => b.length - a.length).reduce((rest, value) => rest.replaceAll(value, '***'), text)
}

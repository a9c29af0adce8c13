import { secretForms } from '../../util/process/secret-forms.ts'

/** Variables with such names are secrets: their values are in no message. */
const secretNames =
  /TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|(?:^|_)PASS(?:$|_)|_PWD$|CREDENTIAL|PRIVATE|(?:^|_)KEY(?:$|_)|API_?KEY|AUTH|DSN|WEBHOOK|CONNECTION_STRING|_UR[LI]$/i
/** A shorter value may be an ordinary word. */
const shortest = 6

/** A password in an address, as `postgres://user:password@host`, and a parameter that is named like a secret. */
const passwords = /\b([a-z][a-z\d+.-]*:\/\/[^\s/:@'"<>]*:)[^\s/@'"<>]+(?=@)/gi
const parameters =
  /([?&;](?:[\w.-]*(?:token|secret|passw(?:or)?d|signature|credential|api_?key)|(?:[\w.-]*[_.-])?(?:key|sig))=)[^\s&#'"<>]+/gi

/**
 * A text without the values of variables that are secrets by their names, or that a receiver is reached with, and
 * without what an address in it shows to be one.
 */
export function redacted(text: string, variables: NodeJS.ProcessEnv, names: readonly string[]): string {
  const values = Object.entries(variables).flatMap(([name, value]) => {
    const isSecret = names.includes(name) || secretNames.test(name)
    return isSecret && value !== undefined && value.length >= shortest ? secretForms(value) : []
  })
  // The longest first: one may be a part of another.
  const clean = values.sort((a, b) => b.length - a.length).reduce((rest, value) => rest.replaceAll(value, '***'), text)
  return clean.replace(passwords, '$1***').replace(parameters, '$1***')
}

const hidden = '…'

/** What looks like a key of one of the well-known providers, and whatever follows the word that announces one. */
const keyLike = /\b(?:sk|pk|rk|gsk|hf|pa|xai|jina|voyage)[-_][\w*.-]{6,}|\bAIza[\w-]{20,}/g
const announced = /\b(Bearer|Basic)\s+[^\s"',;]+/gi

/**
 * The text without the secrets: providers repeat a key that they refuse. A text of under 4 characters is not treated as
 * a secret.
 */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text
  for (const secret of secrets) if (secret.length >= 4) clean = clean.replaceAll(secret, hidden)
  return clean.replace(announced, `$1 ${hidden}`).replace(keyLike, hidden)
}

/** How a value stands in a text: as it is, in a URL, within JSON, and in a header of basic authentication alone. */
export function secretForms(value: string): readonly string[] {
  const inUrl = value.isWellFormed() ? encodeURIComponent(value) : value
  const inJson = JSON.stringify(value).slice(1, -1)
  return [...new Set([value, inUrl, inJson, Buffer.from(value).toString('base64')])]
}

export const quoteId = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** What stands between the quotes of a text. */
export const textInQuotes = (value: string): string => value.replaceAll("'", "''")

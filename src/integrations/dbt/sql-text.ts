export const quoteId = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A text with its quotes doubled, to stand between quotes. */
export const textInQuotes = (value: string): string => value.replaceAll("'", "''")

/** A field of CSV in quotes: with commas, quotes and line ends in it, and never taken for nothing. */
export const quotedField = (text: string): string => `"${text.replaceAll('"', '""')}"`

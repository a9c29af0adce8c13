/** A name as SQL writes it (DuckDB, SQLite, PostgreSQL): any text can be a name. */
export const quoteId = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A text as SQL writes it. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`

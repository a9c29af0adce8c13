/** A name as SQL writes it (DuckDB, SQLite, PostgreSQL): any text can be a name. */
export const quoteId = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A text as SQL writes it. */
export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`

/**
 * An aggregate: in how many rows a condition holds. Not as a FILTER: for each aggregate that has one DuckDB holds room
 * for the values of all others, which is quadratic in the number of questions about a wide table.
 */
export const countWhere = (condition: string): string => `count(CASE WHEN ${condition} THEN 1 END)`

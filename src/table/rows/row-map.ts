/**
 * Which row of an output came of which row of its input: a Parquet file beside the table, a row for each, and one with
 * `row` null for an input row of which nothing came. `place` and `row` count the rows of the two files from 0; the
 * other columns are those of `InputRows`. `part` counts the rows that came of one; `x` and `y` are the two hashes of
 * the row of the output, by which its version is made; `whole` is false where something of the input row was refused or
 * failed.
 */
export const mapColumns = ['place', 'row', 'a', 'b', 'k', 'copy', 'part', 'whole', 'x', 'y'] as const

/**
 * Which row of an output was made from which row of its input: a Parquet file beside the table, with one row for each,
 * and one with `row` null for an input row from which no row was made. `place` and `row` count the rows of the two
 * files from 0; `a`, `b`, `k` and `copy` are those of `InputRows`. `part` counts the rows made from one input row; `x`
 * and `y` are the two hashes of the output row, from which the version is computed; `whole` is false where something of
 * the input row was refused or failed.
 */
export const mapColumns = ['place', 'row', 'a', 'b', 'k', 'copy', 'part', 'whole', 'x', 'y'] as const

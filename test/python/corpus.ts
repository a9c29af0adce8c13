/**
 * Values as SQL writes them, in a column `x` of three rows: `i` is 0, 1 and 2, and the row in the middle has none. What each form of Python
 * has of them comes back as what it was; a type beside it is the one that Python's own values have instead.
 */
export const values: Readonly<Record<string, string | readonly [sql: string, asRows: string]>> = {
  tinyint: ['[(-128)::TINYINT, NULL, 127::TINYINT][i + 1]', 'BIGINT'],
  bigint: '[9007199254740993, NULL, -9223372036854775808][i + 1]',
  bigints: '9007199254740993 + i',
  ubigint: '[18446744073709551615::UBIGINT, NULL, 0][i + 1]',
  double: "[1.5::DOUBLE, NULL, '-0.0'::DOUBLE][i + 1]",
  nan: "['nan'::DOUBLE, NULL, 'inf'::DOUBLE][i + 1]",
  float: ["[1.1::FLOAT, NULL, 'nan'::FLOAT][i + 1]", 'DOUBLE'],
  bool: '[true, NULL, false][i + 1]',
  text: "['ä\u{1F600}', NULL, ''][i + 1]",
  blob: "['\\x00\\xFF'::BLOB, NULL, ''::BLOB][i + 1]",
  date: "[DATE '0001-01-01', NULL, DATE '9999-12-31'][i + 1]",
  time: "[TIME '00:00:00', NULL, TIME '23:59:59.999999'][i + 1]",
  timestamp: "[TIMESTAMP '1500-01-01 00:00:00.123456', NULL, TIMESTAMP '2020-01-01 00:00:00'][i + 1]",
  instant: "[TIMESTAMPTZ '2020-06-01 00:00:00.123456+02', NULL, TIMESTAMPTZ '1969-12-31 23:00:00Z'][i + 1]",
  decimal: ['[1.10::DECIMAL(38,2), NULL, 123456789012345678901234567890123456.78][i + 1]', 'DECIMAL(38,2)'],
  list: ['[[1::BIGINT, NULL], NULL, []][i + 1]', 'BIGINT[]'],
  texts: "[['a', NULL], NULL, []][i + 1]",
  doubles: "[[1.5::DOUBLE, 'nan'::DOUBLE], NULL, []][i + 1]",
  nested: '[[[1::BIGINT], NULL, []], NULL, [[NULL::BIGINT]]][i + 1]',
  struct:
    "[{'a': 1::BIGINT, 'b': NULL::VARCHAR, 'c': {'d': DATE '2020-01-01'}}, NULL, {'a': NULL, 'b': 'x', 'c': NULL}][i + 1]",
  structs: "[[{'a': 1::BIGINT, 'b': 'x'}, NULL], NULL, []][i + 1]",
  embedding: ['[[1.5::FLOAT, 2.5], NULL, [3.5, 4.5]][i + 1]', 'DOUBLE[]'],
}

/** MAPs with keys of text, as `values` are: of a MAP with other keys a table has the list of its entries. */
export const maps: Readonly<Record<string, string>> = {
  map: "[MAP {'b': 1.5::DECIMAL(3, 1), 'a': NULL}, NULL, MAP {}][i + 1]",
  map_keys: `[MAP {'': 9007199254740993, 'ä"': NULL, 'a b': -1}, NULL, MAP {'constructor': 0}][i + 1]`,
  map_lists: "[MAP {'a': [1.5::DOUBLE, NULL], 'b': []}, NULL, MAP {'c': NULL}][i + 1]",
  map_structs: "[MAP {'a': {'x': 1::BIGINT, 'y': NULL::VARCHAR}}, NULL, MAP {'b': NULL}][i + 1]",
}

/** The SELECT of the table that has them, over a table `numbers` with the column `i`, for a template of TypeScript. */
export const selectOf = (name: string): string =>
  `SELECT i::INTEGER AS i, ${(maps[name] ?? ([values[name]].flat()[0] as string)).replaceAll('\\', '\\\\')} AS x FROM (SELECT i::INTEGER AS i FROM \${numbers}) ORDER BY i`

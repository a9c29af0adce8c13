"""Has dbt read a small project, so that what it makes once a process is there: validators, templates, the modules that it imports late.

Nothing of it starts a thread, which none of the processes that are forked off would have: no database is opened, and dbt's parser in Rust,
which has a pool of them, reads nothing.

What dbt's own tests have it remember is remembered: the syntax trees of the macros that it brings, by their text. Reading these is a third of
what it does with a small project.
"""

import os
import pathlib
import tempfile

# What its commands import once they begin.
import dbt.task.build
import dbt.task.compile
import dbt.task.list
from dbt.cli.main import dbtRunner
from dbt_common.tests import enable_test_caching

enable_test_caching()
files = {
    "dbt_project.yml": "{ name: rehearsal, profile: rehearsal }",
    "profiles.yml": "rehearsal: { target: dev, outputs: { dev: { type: duckdb, path: rehearsal.duckdb } } }",
    "models/one.sql": "select 1 as a",
    "models/two.sql": "select a from {{ ref('one') }}",
    "models/models.yml": "models: [{ name: one, columns: [{ name: a, data_tests: [unique, not_null] }] }]",
}
with tempfile.TemporaryDirectory() as folder:
    for path, text in files.items():
        file = pathlib.Path(folder, path)
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    words = ["--no-static-parser", "--quiet", "--no-version-check", "--no-send-anonymous-usage-stats", "--log-level-file", "none"]
    words += ["parse", "--project-dir", folder, "--profiles-dir", folder, "--target-path", folder]
    result = dbtRunner().invoke(words)
    if result.exception is not None:
        raise result.exception

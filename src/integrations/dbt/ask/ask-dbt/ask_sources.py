"""The sources that dbt-duckdb reads from files, by their `external_location`, and those that one of its plugins loads.

dbt writes that location into a statement. Here such a source has a name of its own instead, as a table has one: so that what stands for it
can be another table. A plugin loads a source wherever a text names it. Here it does where a run asks for the source, and nowhere else.
"""

import hashlib
import importlib.util
import json
from contextlib import contextmanager
from types import SimpleNamespace

from ask_modules import python_code, read
from dbt.adapters.duckdb.environments.local import LocalEnvironment
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt.adapters.duckdb.relation import DuckDBRelation
from dbt.adapters.duckdb.utils import SourceConfig

located = DuckDBRelation.create_from_source.__func__
load_source = LocalEnvironment.load_source
# The source that is asked for, until it is loaded.
asked_for = []


def name_external_sources():
    def named(cls, quoting, source, **more):
        made = located(cls, quoting, source, **more)
        return made.replace(external=name_of(source)) if made.external else made

    DuckDBRelation.create_from_source = classmethod(named)
    LocalEnvironment.load_source = load_if_asked


def load_if_asked(self, plugin, config):
    if asked_for and asked_for[0] == (config.database, config.schema, config.identifier):
        asked_for.clear()
        load_source(self, plugin, config)


@contextmanager
def loading(source):
    """The first text that names the source has its plugin load it."""
    asked_for[:] = [(source.database, source.schema, source.identifier)]
    try:
        yield
    finally:
        asked_for.clear()


def plugin_of(source, definitions, paths):
    """What loads it, and by which code; None of a source that no plugin loads. `module` is None of one that the profile does not have."""
    config = SourceConfig.create_from_source(source)
    if "plugin" not in config:
        return None
    name = config["plugin"]
    said = json.loads(json.dumps(config.as_dict(), default=str))
    definition = next((one for one in definitions if name == (one["alias"] or one["module"].split(".")[-1])), None)
    if definition is None:
        return {"name": name, "module": None, "config": said}
    module = definition["module"]
    secret = json.dumps(definition, default=str, sort_keys=True)
    return {
        "name": name,
        "module": module,
        "config": said,
        "profile": hashlib.sha256(secret.encode()).hexdigest(),
        "python": python_code(code_of(module), paths),
    }


def code_of(module):
    """Of one of dbt-duckdb's own its text; of another one, what imports it."""
    if module not in BasePlugin._BUILTIN:
        return f"import {module}"
    found = importlib.util.find_spec("dbt.adapters.duckdb.plugins")
    return read(f"{found.submodule_search_locations[0]}/{module}.py")


def name_of(source):
    return f'"assetstore"."external"."{source.unique_id}"'


def location_of(source):
    """As dbt would write it; None of a table."""
    if "plugin" in {**source.meta, **(source.config.extra if source.config else {})}:
        return None
    return located(DuckDBRelation, SimpleNamespace(quoting={}), source).external

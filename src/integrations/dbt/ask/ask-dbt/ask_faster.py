"""Leaves out work of dbt's own start whose result is known."""

import json
import os
import sys
from importlib.metadata import version

from ask_json import read
from dbt_common import dataclass_schema

try:
    from dbt_common.behavior_flags import BehaviorFlagRendered
except ImportError:
    # An older dbt has no such flags.
    class BehaviorFlagRendered:
        pass


PACKAGES = ("dbt-core", "dbt-common", "dbt-adapters", "dbt-duckdb", "dbt-semantic-interfaces", "mashumaro")


def start_faster(folder):
    """
    Keeps the JSON schemas by which dbt validates a project: they follow from the versions of its packages alone, and building them takes
    a quarter of a start. dbt also reads the sources of all modules to name the one that declares a flag, in an event that nobody hears.
    """
    BehaviorFlagRendered._default_source = staticmethod(lambda: "dbt")
    file = os.path.join(folder, "schemas.json")
    versions = [sys.version, *map(version, PACKAGES)]
    kept = read(file)
    schemas = kept["schemas"] if kept.get("versions") == versions else {}
    count = len(schemas)
    build = dataclass_schema.build_json_schema

    def kept_schema(cls):
        name = f"{cls.__module__}.{cls.__qualname__}"
        if name not in schemas:
            schemas[name] = build(cls).to_dict()
        return Schema(schemas[name])

    dataclass_schema.build_json_schema = kept_schema

    def keep():
        if len(schemas) > count:
            with open(file, "w", encoding="utf-8") as text:
                json.dump({"versions": versions, "schemas": schemas}, text)

    return keep


class Schema:
    def __init__(self, value):
        self.value = value

    def to_dict(self):
        return self.value

"""The statements that dbt compiled before, kept for the nodes that would be compiled to the same.

A node's statement is taken to be the same while all that dbt can write into it is: the node itself, every macro that is not dbt's own, what
its references say, the project's settings, and the values of variables of the environment. What can see more than that is compiled each time.
"""

import glob
import hashlib
import json
import os
import re

from ask_json import read
from ask_late import jinja_of

# Words by which a text sees the whole project, or how dbt was started.
SEES_MORE = re.compile(r"\b(?:graph|selected_resources|invocation_args_dict|flags|dbt_metadata_envs|dbt_version|builtins)\b")
ENV_VAR = re.compile(r"\benv_var\s*\(\s*['\"](\w+)['\"]")
# Of a node: what is another one at each parse, or what compiling it fills in.
VOLATILE = ("created_at", "compiled", "compiled_code", "compiled_path", "build_path", "extra_ctes", "extra_ctes_injected")


def digest(value):
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()


class Statements:
    """By the ids of nodes. `file` is where they are kept: JSON, id -> [key, statement]."""

    def __init__(self, file, request, versions, manifest):
        self.file = file
        self.nodes = manifest.nodes
        self.sources = manifest.sources
        self.before = read(file)
        self.after = {}
        macros = {name: macro.macro_sql for name, macro in manifest.macros.items() if not name.startswith("macro.dbt.")}
        settings = [*settings_of(request), *macros.values()]
        self.variables = variables_in(settings)
        self.surroundings = digest([versions, request.get("target"), request.get("vars"), settings, self.variables])
        self.sees_more = {name for name, text in macros.items() if SEES_MORE.search(jinja_of(text))}
        self.keys = {}

    def key(self, node, macros):
        """None where it is compiled each time."""
        text = node.raw_code or ""
        if SEES_MORE.search(jinja_of(text)) or self.sees_more.intersection(macros):
            return None
        return digest([self.surroundings, variables_in([text]), self.own(node), [self.read(one) for one in node.depends_on.nodes]])

    def own(self, node):
        value = node.to_dict(omit_none=True)
        return {name: one for name, one in value.items() if name not in VOLATILE}

    def read(self, name):
        """Of what a node reads: its relation, and its text where that is inlined."""
        node = self.nodes.get(name)
        if node is None:
            source = self.sources.get(name)
            return [name, source.relation_name if source is not None else None]
        if str(node.config.materialized) != "ephemeral":
            return [name, node.relation_name, str(node.config.materialized), getattr(node, "latest_version", None)]
        if name not in self.keys:
            texts = variables_in([node.raw_code or ""])
            self.keys[name] = digest([texts, self.own(node), [self.read(one) for one in node.depends_on.nodes]])
        return [name, self.keys[name]]

    def of(self, reached, suffix=""):
        """The statements of nodes, of which each may have several: they are kept by the id and a suffix."""
        return StatementsOfOneKind(self, reached, suffix)

    def keep(self):
        with open(self.file, "w", encoding="utf-8") as file:
            json.dump(self.after, file)


class StatementsOfOneKind:
    def __init__(self, statements, reached, suffix):
        self.statements = statements
        self.reached = reached
        self.suffix = suffix
        self.keys = {}

    def known(self, node):
        key = self.statements.key(node, self.reached[node.unique_id])
        self.keys[node.unique_id] = key
        kept = self.statements.before.get(node.unique_id + self.suffix)
        return kept[1] if kept is not None and key is not None and kept[0] == key else None

    def add(self, compiled):
        self.statements.after.update({name + self.suffix: [self.keys.get(name), text] for name, text in compiled.items()})


def settings_of(request):
    """The texts of the files that decide what every node says."""
    project = request["project"]
    paths = [
        os.path.join(request.get("profiles") or project, "profiles.yml"),
        *(os.path.join(project, name) for name in ("dbt_project.yml", "packages.yml", "dependencies.yml", "package-lock.yml")),
        *sorted(glob.glob(os.path.join(project, "dbt_packages", "*", "dbt_project.yml"))),
    ]
    texts = []
    for path in paths:
        try:
            with open(path, encoding="utf-8") as file:
                texts.append(file.read())
        except OSError:
            texts.append("")
    return texts


def variables_in(texts):
    names = {name for text in texts for name in ENV_VAR.findall(text)}
    return {name: os.environ.get(name) for name in sorted(names)}

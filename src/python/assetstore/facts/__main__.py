"""Tells what decides what functions make. A request is one JSON document on stdin, the answer one on a line of its own, the last of stdout."""

import ast
import json
import os
import sys

if sys.version_info < (3, 10):
    print(json.dumps({"python": ".".join(str(part) for part in sys.version_info[:3]), "listings": [], "functions": []}))
    sys.exit()

from absent import Absent, expect_there  # noqa: E402
from annotated import annotated_libraries  # noqa: E402
from distributions import Distributions  # noqa: E402
from files import Disk, Unparsable  # noqa: E402
from labels import Labels, Unsaid  # noqa: E402
from literals import package  # noqa: E402
from notes import computed_labels, results_elsewhere, unused_of_ops, unused_options, unused_schedules  # noqa: E402
from parameters import parameters_of  # noqa: E402
from rendering import sha256  # noqa: E402
from slicing import Slice  # noqa: E402

# Python puts the folder of its program there, which is no place that the project's code imports from.
sys.path.pop(0)

class Wrong(Exception):
    """`kind` and what belongs to it: the words are the caller's."""

    def __init__(self, kind, line=1, **more):
        super().__init__(kind)
        self.answer = {"wrong": kind, "line": line, **more}


def roots_of_environment():
    """Folders that the interpreter imports from besides its library and its packages: those of editable installs, say."""
    for path in sys.path:
        base = os.path.basename(path)
        if path and os.path.isdir(path) and base not in ("site-packages", "dist-packages", "lib-dynload") and not base.startswith("python"):
            yield path


def answer(request):
    disk = Disk()
    distributions = Distributions(request["root"])
    imports = (request["root"], list(roots_of_environment()))
    return {
        "python": ".".join(str(part) for part in sys.version_info[:3]),
        "listings": distributions.folders,
        "lockFile": distributions.lock_file,
        "functions": [facts_or_wrong(one, disk, distributions, imports) for one in request["functions"]],
    }


def facts_or_wrong(asked, disk, distributions, imports):
    try:
        return facts_of(asked, disk, distributions, imports)
    except Unparsable as error:
        return {"wrong": "syntax", "file": error.file, "line": error.line, "message": error.message}
    except Unsaid as error:
        return Absent(error.file, error.line, error.error).answer
    except (Wrong, Absent) as error:
        return error.answer


def facts_of(asked, disk, distributions, imports):
    file, name = asked["file"], asked["function"]
    if disk.read(file) is None:
        raise Wrong("no file")
    slice_ = Slice(disk, file, *imports)
    module = slice_.module
    labels = Labels(slice_.names)
    unit = function_named(name, module, labels)
    parameters = parameters_of(unit, slice_, labels)
    if isinstance(parameters, str):
        raise Wrong("any number", unit.node.lineno, parameter=parameters)
    defined = parameters.pop("defined")
    slice_.start(unit, defined.reach)
    expect_there(slice_, unit, defined.read)
    digest = slice_.render()
    variables, notes = variables_and_notes(slice_)
    notes += unused_of_ops(slice_) + unused_options(unit) + computed_labels(unit, labels.computed) + unused_schedules(unit) + results_elsewhere(unit, slice_)
    lock = distributions.lock_file
    if lock is not None:
        slice_.files.read(os.path.join(lock))
    return {
        "line": unit.node.lineno,
        **parameters,
        "decorator": decorator_of(unit.node, slice_, module),
        "digest": digest,
        "declarations": declarations_of(slice_),
        "packages": distributions.reached(slice_.packages() | annotated_libraries(unit.node, disk.read(file)[0])),
        "variables": variables,
        "notes": notes,
        "files": slice_.files.hashes,
        "folders": sorted(slice_.files.folders),
    }


def function_named(name, module, labels):
    """The function that makes the asset of this name: that its decorator gives it, else its own."""
    functions = [unit for unit in module.units if isinstance(unit.node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    said = [unit for unit in functions if is_named(unit, name, labels)]
    units = said or [unit for unit in functions if unit.node.name == name]
    if not units:
        raise Wrong("no function", names=[unit.node.name for unit in functions])
    return units[-1]


def is_named(unit, name, labels):
    try:
        return labels.says_name(unit) and labels.name_of(unit).path[-1] == name
    except Unsaid:
        # Of another function nobody asks.
        if unit.node.name != name:
            return False
        raise


def decorator_of(node, slice_, module):
    """The keywords of `@asset(…)`: what is no literal is `…`."""
    found = {}
    for one in node.decorator_list:
        called = one.func if isinstance(one, ast.Call) else one
        name = slice_.paths.outside(called, module, None)
        if name is None or name.split(".")[0] != "assetstore" or not isinstance(one, ast.Call):
            continue
        for keyword in one.keywords:
            value = keyword.value.value if isinstance(keyword.value, ast.Constant) else "…"
            found[keyword.arg or "**"] = value if isinstance(value, (str, int, float, bool, type(None))) else "…"
    return found


def declarations_of(slice_):
    places = {}
    declarations = []
    for one in slice_.reached:
        if one.is_within:
            continue
        places[one] = len(declarations)
        unit = one.unit
        name = label_of(unit)
        declarations.append({
            "file": unit.module.file, "name": name, "line": unit.line, "hash": one.hash, "text": unit.text,
            **({} if one.from_ not in places else {"from": places[one.from_]}),
        })
    for path, one in slice_.data().items():
        declarations.append({"file": path, "name": "", "line": 1, "hash": slice_.files.hash(path) or sha256("none"), **({"from": places[one]} if one in places else {}), **text_of(slice_, path)})
    for module in slice_.whole.values():
        declarations.append({"file": module.file, "name": "", "line": 1, "hash": slice_.whole_hash(module), "text": module.text})
    for name in sorted(slice_.unused_imports()):
        declarations.append({"file": slice_.module.file, "name": f"import {name}", "line": 1, "hash": sha256(name), "text": f"import {name}"})
    return declarations


def text_of(slice_, path):
    content = slice_.files.read(path)
    if content is None or content[0] is None or len(content[0]) > 2**16 or b"\0" in content[0]:
        return {}
    return {"text": content[0].decode("utf-8", "replace")}


def label_of(unit):
    if unit.names:
        return ", ".join(unit.names)
    first = ast.unparse(unit.node).splitlines()[0]
    return first if len(first) <= 48 else first[:47] + "…"


def variables_and_notes(slice_):
    variables, notes = set(), []
    shown = [one for one in slice_.reached if not one.is_within]
    for index, one in enumerate(shown):
        file = one.unit.module.file
        for kind, what, line, writes in slice_.impure_of(one.reading):
            notes.append({"kind": "impurity", "impurity": kind, "what": what, "declaration": index, "file": file, "line": line, **({"writes": True} if writes else {})})
        variables |= one.reading.variables
        for computed in one.reading.computed:
            notes.append({"kind": "whole-files", "what": computed.what, "declaration": index, "file": file, "line": computed.line})
        for line in one.reading.around:
            notes.append({"kind": "whole-files", "what": "a path made of __file__", "declaration": index, "file": file, "line": line})
        opaque = slice_.opaque_of(one)
        if opaque is not None:
            notes.append({"kind": "whole-files", "what": opaque[0], "declaration": index, "file": file, "line": opaque[1]})
    return sorted(variables), notes


if __name__ == "__main__":
    request = json.load(sys.stdin)
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    out.write("\n")
    told = answer(request)
    functions = told.pop("functions")
    # Each at once: what is encoded into a file goes through Python piece by piece. All at once would be held as one text.
    out.write(json.dumps(told)[:-1] + ', "functions": [')
    for at, one in enumerate(functions):
        out.write((", " if at else "") + json.dumps(one))
    out.write("]}")
    out.flush()

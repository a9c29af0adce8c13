"""Installed packages with all that they depend on: by `uv.lock` where there is one, else by what is installed."""

import functools
import os
import re
import sys
from importlib import metadata

NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[([^\]]*)\])?")
EXTRA = re.compile(r"""extra\s*==\s*["']([^"']+)["']""")


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


@functools.cache
def installed():
    found = {}
    for one in metadata.distributions():
        name = normal(one.metadata["Name"] or "")
        if name:
            found.setdefault(name, one)
    return found


@functools.cache
def tops():
    """Name of a module -> the distributions that have it."""
    found = {}
    for name, one in installed().items():
        for top in tops_of(one):
            found.setdefault(top, []).append(name)
    return found


class Distributions:
    def __init__(self, root):
        self.lock_file = nearest_lock(root)
        self.locked = read_lock(self.lock_file) if self.lock_file else {}
        self.installed = installed()
        self.folders = [path for path in sys.path if os.path.isdir(path) and os.path.basename(path) in ("site-packages", "dist-packages")]

    def of_module(self, dotted):
        """The distributions that an imported name may be of."""
        top = dotted.split(".")[0]
        found = tops().get(top, [])
        if len(found) > 1:
            # A namespace that several share: the one that has the module.
            path = dotted.replace(".", "/")
            exact = [name for name in found if any(str(file).startswith((path + "/", path + ".")) for file in self.installed[name].files or [])]
            found = exact or found
        return found or [normal(top)]

    def reached(self, modules):
        """`pypi:pandas` -> version, with everything that it depends on."""
        versions = {"python": f"{sys.version_info[0]}.{sys.version_info[1]}"}
        waiting = [(name, frozenset()) for module in sorted(modules) for name in self.of_module(module)]
        seen = set()
        while waiting:
            name, extras = waiting.pop()
            if (name, extras) in seen:
                continue
            seen.add((name, extras))
            versions[f"pypi:{name}"] = self.version(name)
            waiting += self.requirements(name, extras)
        return versions

    def version(self, name):
        if name in self.locked:
            return self.locked[name]["identity"]
        one = self.installed.get(name)
        return "not installed" if one is None else one.version

    def requirements(self, name, extras):
        if name in self.locked:
            package = self.locked[name]
            more = [one for extra in extras for one in package["extras"].get(extra, [])]
            return [(normal(one["name"]), frozenset(one.get("extra", []))) for one in [*package["dependencies"], *more]]
        one = self.installed.get(name)
        return [] if one is None else list(requires(one, extras, self.installed))


def requires(distribution, extras, installed):
    for text in distribution.requires or []:
        wanted, _, marker = text.partition(";")
        found = NAME.match(wanted)
        if found is None:
            continue
        name = normal(found.group(1))
        asked = EXTRA.findall(marker)
        if asked and not any(extra in extras for extra in asked):
            continue
        # A marker of another platform or another Python: what is not installed is not reached.
        if name in installed:
            yield name, frozenset(part.strip() for part in (found.group(2) or "").split(",") if part.strip())


def tops_of(distribution):
    declared = distribution.read_text("top_level.txt")
    if declared:
        return {line.strip() for line in declared.splitlines() if line.strip()}
    tops = set()
    for file in distribution.files or []:
        first = file.parts[0]
        if first.endswith((".dist-info", ".data", ".egg-info")) or first == "..":
            continue
        tops.add(first.split(".")[0] if len(file.parts) == 1 else first)
    return tops


def nearest_lock(folder):
    while True:
        file = os.path.join(folder, "uv.lock")
        if os.path.isfile(file):
            return file
        if os.path.exists(os.path.join(folder, ".git")) or os.path.dirname(folder) == folder:
            return None
        folder = os.path.dirname(folder)


def read_lock(file):
    try:
        import tomllib
    except ImportError:
        # Before Python 3.11 nothing in it reads TOML: what is installed counts then.
        return {}
    with open(file, "rb") as handle:
        try:
            content = tomllib.load(handle)
        except tomllib.TOMLDecodeError:
            return {}
    packages = {}
    for one in content.get("package", []):
        source = one.get("source", {})
        if "virtual" in source or "editable" in source or "version" not in one:
            continue
        hashes = [file["hash"] for file in [one.get("sdist", {}), *one.get("wheels", [])] if "hash" in file]
        identity = " ".join([one["version"], *(part.replace("sha256:", "")[:12] for part in sorted(hashes)[:1])])
        # Of one that is locked in several versions, for several platforms, all of them count.
        before = packages.get(normal(one["name"]), {"identity": "", "dependencies": [], "extras": {}})
        packages[normal(one["name"])] = {
            "identity": f"{before['identity']} {identity}".strip(),
            "dependencies": [*before["dependencies"], *one.get("dependencies", [])],
            "extras": {**before["extras"], **one.get("optional-dependencies", {})},
        }
    return packages

"""The selectors of a project's `selectors.yml`: what dbt selects by each."""

import os

from dbt.task.list import ListTask

run_task = ListTask.run


def selected_by(invoke, manifest, project):
    """
    By the ids of nodes, the names of the selectors that select them, and the name of the one that is the default. A selector that needs
    more than the project, such as an earlier state, is left out.
    """
    if not os.path.exists(os.path.join(project, "selectors.yml")):
        return {}, None
    names, known = {}, set()

    def run_all(self):
        self.compile_manifest()
        selector = self.get_node_selector()
        for name in self.config.selectors:
            try:
                nodes = selector.get_selected(self.config.get_selector(name))
            except Exception:
                continue
            known.add(name)
            for node in nodes:
                names.setdefault(node, []).append(name)
        by_default[:] = [name for name, one in self.config.selectors.items() if one.get("default") and name in known]
        return []

    by_default = []
    ListTask.run = run_all
    try:
        invoke(["list"], manifest)
    finally:
        ListTask.run = run_task
    return names, next(iter(by_default), None)

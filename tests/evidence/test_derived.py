"""A snapshot made from its neighbour says exactly what one read in full says."""

from __future__ import annotations

import pytest

from evidence.world import World, raised, reword, service
from gitsm.adapters.git import Git
from gitsm.adapters.history import CloneHistory
from gitsm.audit.derived import Known, derived
from gitsm.audit.history import Files
from gitsm.graph import Graph, build_graph
from gitsm.load.loader import load
from gitsm.load.snapshot import Snapshot

PRINT = "services/print.yaml"


def said(snapshot: Snapshot, graph: Graph) -> tuple[object, ...]:
    """Everything a snapshot and its graph say, by value."""
    return (
        [(one.path, one.artefact) for one in snapshot.items],
        {key: [one.path for one in group] for key, group in snapshot.by_key.items()},
        {kind: [one.artefact for one in group] for kind, group in snapshot.by_kind.items()},
        (snapshot.ids, snapshot.former, snapshot.starts, snapshot.replaced, snapshot.broken, snapshot.paths),
        {key: [(link.source.path, link.route) for link in links] for key, links in graph.incoming.items() if links},
        {one.path: [(link.route, link.target) for link in links] for one, links in graph.outgoing.items()},
    )


@pytest.mark.parametrize(
    ("change", "shared"),
    [
        (lambda files: reword(files), True),
        (lambda files: {**files, PRINT: raised(files[PRINT].replace("owner: customer", "owner: keeper"), 0)}, True),
        (lambda files: reword(reword(files), "all", PRINT), True),
        (lambda files: {**files, "services/n.yaml": service("n", "keeper", "criticality: other\n")}, False),
        (lambda files: {path: text for path, text in files.items() if path != PRINT}, False),
        (lambda files: {**files, PRINT: files[PRINT].replace("id: print", "id: other")}, False),
        (lambda files: {**files, PRINT: "id: [broken"}, False),
        (lambda files: {**files, "gitsm.yaml": raised(files["gitsm.yaml"])}, False),
        (lambda files: {**files, "README.md": "other"}, True),
        (lambda files: {**files, "README.yaml": "new", "services.txt": "new"}, True),
        (lambda files: {**files, "services/README.md": "new"}, False),
    ],
)
def test_a_derived_snapshot_equals_one_read_in_full(world: World, change: object, shared: bool) -> None:
    world.begin()
    before = world.tip
    world.push(change(world.files))  # type: ignore[operator]
    world.save()
    history = CloneHistory(Git(world.folder), world.tip)
    old, new = history.files(before), history.files(world.tip)
    like = load(Files(before, old, history.read))
    tree = Files(world.tip, new, history.read)
    commit = history.commit(world.tip)
    assert commit is not None
    found = derived(Known(like, old, build_graph(like)), commit.changes, tree, new)
    assert (found is not None) is shared
    if found is not None:
        assert found.graph is not None
        full = load(tree)
        assert said(found.snapshot, found.graph) == said(full, build_graph(full))

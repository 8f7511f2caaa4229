"""LOAD: can the repository be read at all. The reader finds these; here are only their pages."""

from __future__ import annotations

from collections.abc import Iterable

from gitsm.base.finding import Severity
from gitsm.check.rule import Answer, Context, Rule, rule
from gitsm.load.snapshot import Snapshot


def _found_while_reading(snapshot: Snapshot, context: Context) -> Iterable[Answer]:
    return ()


def _page(id_: str, text: str) -> Rule:
    def found(snapshot: Snapshot, context: Context) -> Iterable[Answer]:
        return _found_while_reading(snapshot, context)

    found.__doc__ = text
    return rule(id_, Severity.ERROR, on=Snapshot, keeps_error=True, waivable=False)(found)


RULES: tuple[Rule, ...] = (
    _page(
        "LOAD-01",
        """Files are UTF-8 without invisible characters.

        Why: control characters, text direction marks, zero-width characters and byte order marks make reviewers see
        another text than programs read.
        Fix: save the file as UTF-8 and delete the character named in the message.""",
    ),
    _page(
        "LOAD-02",
        """Each file holds one YAML document with fields at the top.

        Why: what cannot be parsed cannot be judged, and must not pass as if it were fine.
        Fix: correct the syntax at the place named; quotes and indentation are the usual causes.""",
    ),
    _page(
        "LOAD-03",
        """Files use no anchors, aliases, tags, directives or merge keys.

        Why: they copy content to places where a reviewer does not see it, and can make a small file explode in memory.
        Fix: write the content out where it belongs.""",
    ),
    _page(
        "LOAD-04",
        """Files stay within the limits of size, depth and number of nodes.

        Why: a single file must not be able to stop the check of all others.
        Fix: split the artefact, or flatten its structure.""",
    ),
    _page(
        "LOAD-05",
        """No key stands twice in one mapping.

        Why: some programs keep the first value, others the last, and nobody is told.
        Fix: delete one of the two.""",
    ),
    _page(
        "LOAD-06",
        """Each file fits the schema of its kind.

        Why: a misspelled field name silently removes a control, and an artefact without identity cannot be referred to.
        Fix: use the field or value proposed in the message; `gitsm show` and the schema list all fields.""",
    ),
    _page(
        "LOAD-07",
        """Values on which YAML readers disagree are quoted.

        Why: `no`, `010`, `12:30` or `1.10` mean something else in other programs, so hours, versions and answers change
        in silence.
        Fix: put the value in double quotes.""",
    ),
    _page(
        "LOAD-08",
        """Governed folders hold only artefacts.

        Why: a file with another ending, in an unknown folder, or behind a link hides from every check.
        Fix: rename the file, move it to the folder of its kind, or move it out.""",
    ),
)

"""DOC: identity and document control."""

from __future__ import annotations

from collections.abc import Iterable

from gitsm.base.finding import Severity
from gitsm.check.rule import Answer, Context, Rule, rule
from gitsm.load.snapshot import Snapshot
from gitsm.rules import doc_change, doc_control, doc_text, doc_versions


@rule("DOC-15", Severity.WARNING, on=Snapshot, waivable=False)
def waivers_are_usable(snapshot: Snapshot, ctx: Context) -> Iterable[Answer]:
    """Every waiver is usable: it has not expired, is short enough, and covers something.

    Why: an exception that everybody has forgotten hides the next fault.
    Fix: name an existing rule (LOAD, DOC-15 and DOC-16 cannot be waived) and the place of the finding; let it expire at
    most twelve months after its approval; set it to revoked when its cause is gone.
    """
    return ()  # found by check.waivers, once all other answers are known


@rule("DOC-16", Severity.WARNING, on=Snapshot, waivable=False)
def the_baseline_only_shrinks(snapshot: Snapshot, ctx: Context) -> Iterable[Answer]:
    """Every entry of the baseline still has its finding.

    Why: an entry without a finding would hide the same fault when it comes back.
    Fix: delete the entry from policies/baseline.yaml, or write the file anew with `gitsm baseline write`.
    """
    return ()  # found by check.baseline, once all other answers are known


RULES: tuple[Rule, ...] = (
    doc_control.agreed_artefacts_are_complete,
    doc_control.identities_are_unique,
    doc_control.agreed_documents_are_controlled,
    doc_control.dates_follow_each_other,
    doc_control.somebody_else_approved,
    doc_change.a_status_moves_along_allowed_steps,
    doc_change.content_moves_the_version,
    doc_change.an_agreed_version_stays_as_it_is,
    doc_text.files_are_written_in_one_style,
    doc_text.agreed_texts_are_finished,
    doc_text.published_texts_name_no_person_and_no_secret,
    doc_text.words_follow_the_glossary,
    doc_versions.successors_lead_to_the_document_in_force,
    doc_versions.one_version_applies_on_each_day,
    waivers_are_usable,
    the_baseline_only_shrinks,
)

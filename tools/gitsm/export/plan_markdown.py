"""A plan as the comment of a change request: what it means first, details folded, never longer than a comment may be.

The same plan gives the same text. Everything that came from a file is escaped, so that it is neither markup nor a
mention, a reference or a marker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from gitsm import __version__
from gitsm.approvals.forge import COMMENT_LIMIT, MARKER
from gitsm.base import words
from gitsm.base.finding import Finding
from gitsm.export.parts import moved, planned, sentences
from gitsm.export.parts.flow_change import changed_workflow
from gitsm.export.parts.said import said, told
from gitsm.plan.plan import POLICY_PROCESS, Names, Plan
from gitsm.render.escape import markdown_code

LIMIT = COMMENT_LIMIT - len(MARKER) - 1
"""Characters of the text, which leaves room for the marker's line."""
_LEVELS = ((60, 500), (60, 150), (40, 40), (25, 10), (12, 3), (6, 1), (3, 0))
"""(rows of the tables, lines of each folded list): the first that fits is taken."""
T = TypeVar("T")


def plan_markdown(plan: Plan, names: Names | None = None, limit: int = LIMIT) -> str:
    """The comment without its marker line. Where it would be too long, lists end with how many entries are left out."""
    names = names or Names()
    text = ""
    for rows, lines in _LEVELS:
        text = "\n".join(_Comment(plan, names, rows, lines).lines()).rstrip() + "\n"
        if len(text) <= limit:
            return text
    notice = "\n\nThe rest does not fit into a comment; `gitsm plan` shows all of it.\n"
    return text[: limit - len(notice)].rpartition("\n")[0] + notice


@dataclass(frozen=True, slots=True)
class _Comment:
    """The plan, and how much of its lists is shown."""

    plan: Plan
    names: Names
    rows: int
    details: int

    def lines(self) -> Iterator[str]:
        plan = self.plan
        yield f"## {said(planned.heading(plan))}"
        yield ""
        yield f"**{said(sentences.sentence(plan), 600)}** {said(sentences.verdict(plan))}"
        yield ""
        yield from self._preview()
        yield from self._obstacles()
        yield from self._changes()
        for text in sentences.salami(plan)[: self.rows]:
            yield from ("> [!WARNING]", f"> {said(text, 1_000)}", "")
        yield from self._needs()
        yield from self._why()
        yield from self._folded()
        yield self._foot()

    def _preview(self) -> Iterator[str]:
        names = self.names
        if names.preview and names.preview_begun:
            yield (
                f"**Preview:** [the site with this change]({names.preview}): download `preview`, unpack it, open"
                " `index.html`; the first page shows what changed, before and after."
            )
        elif names.preview:
            yield f"**Preview:** not begun yet; it will be among [the checks of this change]({names.preview})."
        if names.preview:
            yield ""

    def _obstacles(self) -> Iterator[str]:
        for one in self.plan.obstacles[: self.rows]:
            word = "Blocked" if one.blocks else "Note"
            yield f"- **{word}:** {told(one.message, 400)} To mend it: {told(one.fix)}."
        yield from _rest(len(self.plan.obstacles), self.rows, "- ", "of these")
        if self.plan.obstacles:
            yield ""

    def _changes(self) -> Iterator[str]:
        rows = planned.rows(self.plan)
        if not rows:
            return
        yield from ("| What changed | Before | After | Direction |", "|---|--:|--:|---|")
        for row in rows[: self.rows]:
            how = f"{planned.SIGNS[row.direction]} {_strong(row.how)}".strip()
            yield f"| {said(row.thing)} · {said(row.what)} | {said(row.before)} | {said(row.after)} | {how} |"
        yield ""
        if len(rows) > self.rows:
            yield from (*_rest(len(rows), self.rows, "", "changes"), "")

    def _needs(self) -> Iterator[str]:
        needs = planned.needs(self.plan)
        yield from ("### Who must agree", "")
        if needs:
            yield from ("| Role | Because | Can agree | State |", "|---|---|---|---|")
        for need in needs[: self.rows]:
            shown = ", ".join(_handle(person) for person in need.can[:6]) or "–"
            more = f" and {len(need.can) - 6} more" if len(need.can) > 6 else ""
            reasons = "; ".join(said(reason) for reason in need.because[:4])
            reasons += f"; and {words.plural(len(need.because) - 4, 'more reason')}" if len(need.because) > 4 else ""
            note = f"; {said(need.note)}" if need.note else ""
            by = "".join(f" {_handle(person)}" for person in need.by[:6])
            yield f"| {said(need.role)} | {reasons}{note} | {shown}{more} | {need.sign} {need.state}{by} |"
        yield ""
        if len(needs) > self.rows:
            yield from (*_rest(len(needs), self.rows, "", "agreements"), "")
        lost = planned.voided(self.plan)
        yield from (f"- {said(text)}" for text in lost[: self.rows])
        if lost:
            yield from (*_rest(len(lost), self.rows, "- ", "of these"), "")
        for text in self.plan.judgement.notes[: self.rows]:
            yield from (f"Not known: {told(text)}.", "")

    def _why(self) -> Iterator[str]:
        plan = self.plan
        version = planned.version_line(plan)
        declared = plan.request.declared
        differs = declared is not None and declared != plan.class_
        yield (
            f"**Why {plan.class_}:** {said(planned.why(plan), 600)}."
            + (f" **Declared:** {declared}." if differs else "")
            + (f" **Version:** {said(version)}." if version else "")
        )
        yield ""
        yield f"**What it touches:** {said(planned.touched_line(plan))}."
        yield f"**Proof:** {said(moved.proof_line(plan), 600)}."
        for text in moved.shift_lines(plan)[:1]:
            yield f"**Due dates:** {said(text, 400)}."
        yield f"**Findings:** {planned.findings_line(plan)}."
        yield ""

    # -- folded ------------------------------------------------------------------------------------------------------

    def _folded(self) -> Iterator[str]:
        plan = self.plan
        everything = [one for _, group in planned.touched(plan) for one in group]
        yield from self._fold(f"Impact, {words.plural(len(everything), 'entry', 'entries')}", self._impact())
        promises = moved.moving(plan)
        listing = self._list(promises, lambda one: f"- {said(moved.sentence(one), 400)}", "promises")
        yield from self._fold(f"Slack before and after, {words.plural(len(promises), 'promise')}", listing)
        shifts = moved.shift_lines(plan)
        listing = self._list(shifts, lambda text: f"- {said(text, 400)}", "shifts")
        yield from self._fold(f"Tickets due at another time, {words.plural(len(shifts), 'limit')}", listing)
        yield from self._fold(f"Findings, {planned.findings_line(plan)}", self._findings())
        for title, picture in self._pictures():
            yield from self._fold(
                f"Workflow of {said(title)}, before and after", ("```mermaid", picture.rstrip(), "```")
            )
        if plan.other_files:
            listing = self._list(plan.other_files, lambda path: f"- {markdown_code(path)}", "files")
            yield from self._fold(f"Other files, {len(plan.other_files)}", listing)
        binding = plan.policy.binding if plan.policy is not None else "not known"
        yield from self._fold(f"What an agreement covers, binding {binding}", (_covers(binding),))
        yield from self._fold("Back out and check it yourself", _check_yourself(self.names))

    def _fold(self, summary: str, body: Iterable[str]) -> Iterator[str]:
        lines = [*body]
        if lines:
            yield from (f"<details><summary>{summary}</summary>", "", *lines, "", "</details>", "")

    def _list(self, items: Sequence[T], line: Callable[[T], str], noun: str) -> Iterator[str]:
        yield from (line(item) for item in items[: self.details])
        yield from _rest(len(items), self.details, "- ", noun)

    def _impact(self) -> Iterator[str]:
        for name, group in planned.touched(self.plan):
            yield f"- {name}, {len(group)}"
            yield from (
                f"  - {markdown_code(one.key)} {said(one.title)}, {_through(one.through)}"
                for one in group[: self.details]
            )
            yield from _rest(len(group), self.details, "  - ", name)

    def _findings(self) -> Iterator[str]:
        for word, findings in (("new", self.plan.new), ("resolved", self.plan.fixed)):
            yield from self._list(findings, lambda finding, word=word: _finding(word, finding), word)  # type: ignore[misc]

    def _pictures(self) -> Iterator[tuple[str, str]]:
        seen: set[str] = set()
        for one in self.plan.changes:
            pair = one.change.pair
            if pair.key not in seen and pair.item.kind.slug == "process" and len(seen) < self.details:
                seen.add(pair.key)
                picture = changed_workflow(pair)
                if picture:
                    yield pair.item.artefact.title, picture

    def _foot(self) -> str:
        plan, names = self.plan, self.names
        parts = [f"gitsm {__version__}"]
        for name, commit in ((names.base, names.base_commit), (names.head, names.head_commit)):
            parts.append(markdown_code(planned.revision(name, commit)))
        parts.append(f"as of {plan.as_of.isoformat()}")
        parts.append(f"policy: processes/{POLICY_PROCESS}.yaml at the base" if plan.policy else "no policy at the base")
        parts.append("the check `gitsm/gate` decides, this comment explains")
        return f"<sub>{' · '.join(parts)}</sub>"


def _strong(how: str) -> str:
    return how.replace("looser", "**looser**", 1) if how.startswith("looser") else how


def _handle(person: str) -> str:
    name, _, rest = person.partition(" ")
    return markdown_code(name, table=True) + (f" {rest}" if rest else "")


def _through(through: str) -> str:
    """Why something is touched: it refers to what changed, or owns what does."""
    owned = through.removeprefix("owns ")
    return f"{'through' if owned == through else 'owns'} {markdown_code(owned)}"


def _rest(total: int, shown: int, before: str, noun: str) -> Iterator[str]:
    if total > shown:
        yield f"{before}and {total - shown} more {noun}, {total} in all; `gitsm plan --verbose` lists them"


def _finding(word: str, finding: Finding) -> str:
    place = markdown_code(finding.place)
    return f"- {word}, {finding.severity.word}: {markdown_code(finding.rule)} {place} {said(finding.message)}"


def _covers(binding: str) -> str:
    if binding == "meaning":
        return (
            "An agreement covers the meaning of what it was asked for: it survives a rebase, formatting and other "
            "documents, and is void for whatever changes its meaning afterwards."
        )
    if binding == "head":
        return "An agreement covers the commit that was looked at. A later push is asked for again."
    return "There is no change policy at the base, so nobody can say what an agreement would cover."


def _check_yourself(names: Names) -> Iterator[str]:
    span = f"{names.base_commit[:10]}..{names.head_commit[:10]}" if names.base_commit and names.head_commit else ""
    command = f"gitsm plan {span}".strip()
    yield f"- the same plan in a clone: {markdown_code(command)}"
    yield "- one target, one agreement or one document: `gitsm show ID`; a rule: `gitsm rule ID`"
    yield "- back out after the merge: revert the merge commit, and let that be judged as a change of its own"

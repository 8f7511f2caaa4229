"""Placeholders, discouraged words and leaks: what is found, what is not, and that a search never takes long."""

from __future__ import annotations

import time

import pytest

from gitsm.analysis.cycles import cycles
from gitsm.analysis.privacy import leaks
from gitsm.analysis.prose import placeholder, vocabulary


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("TBD", "TBD"),
        ("Owner: tbd, soon", "tbd"),
        ("Escalate to xxx.", "xxx"),
        ("XXXX", "XXXX"),
        ("Lorem ipsum dolor", "Lorem ipsum"),
        ("todo: write this", "todo:"),
        ("The limit is to be defined.", "to be defined"),
        ("Who? ???", "???"),
        ("", ""),
        ("  - … -  ", ""),
        ("Todos los servicios", None),
        ("Keep a todo list", None),
        ("Text in another alphabet: 障害", None),
        ("n/a", None),
        ("Toxxxic", None),
    ],
)
def test_placeholders(text: str, found: str | None) -> None:
    assert placeholder(text) == found


def found(texts: list[str], *terms: tuple[str, list[str], list[str]]) -> list[tuple[int, str, str]]:
    words = vocabulary((f"glossary-term/{n}", term, allowed, bad) for n, (term, allowed, bad) in enumerate(terms))
    quick = [words.worth_a_look(text.lower()) for text in texts]
    hits = [(number, discouraged.term, match) for number, discouraged, match in words.found(texts)]
    assert all(quick[number] for number, _, _ in hits)
    return hits


def test_discouraged_phrases_are_found_whole_in_any_case_and_in_the_plural() -> None:
    term = ("incident", [], ["ticket", "trouble call"])
    texts = ["A Ticket.", "ticketing", "tickets!", "the trouble-calls of May", "trouble, call", "Untroubled calls"]
    assert found(texts, term) == [
        (0, "incident", "Ticket"),
        (2, "incident", "tickets"),
        (3, "incident", "trouble-calls"),
        (4, "incident", "trouble, call"),
    ]


def test_a_discouraged_word_inside_an_allowed_term_is_fine_there_only() -> None:
    terms = (("incident", [], ["ticket"]), ("ticket tool", ["ticket system"], []))
    assert found(["The ticket tool", "the ticket system keeps tickets", "a ticket"], *terms) == [
        (1, "incident", "tickets"),
        (2, "incident", "ticket"),
    ]


SECRET = "AKIA" + "Q" * 16
TOKEN = "ghp_" + "a1" * 18


@pytest.mark.parametrize(
    ("text", "sorts"),
    [
        (f"key {SECRET}", ["secret"]),
        (f"use {TOKEN} there", ["secret"]),
        ("-----BEGIN OPENSSH PRIVATE " + "KEY-----", ["secret"]),
        ("https://robot:pa55word" + "@example.org/x", ["secret"]),
        ("Password: Winter" + "2026!", ["secret"]),
        ("password: self-service", []),
        ("The secret of a good handover", []),
        ("anna.berg@example.org", ["e-mail address"]),
        ("mailto:anna@example.org", ["e-mail address"]),
        ("service-desk@example.org and it.support@example.org", []),
        ("https://example.org/@handle, sk-ssh-ed25519@openssh.com", []),
        ("+49 30 5550-1234", ["telephone number"]),
        ("Tel. 030 5550 1234", ["telephone number"]),
        ("Telephone hours 08:00 to 18:00", []),
        ("+02:00 and +15 percent and 2026-01-01 to 2026-12-31", []),
        ("Ask Frau Muster-Berg", ["personal name"]),
        ("Ask Dr. Who", ["personal name"]),
        ("MS Word, Mrs and Mr", []),
        ("Drive, Profile, Herring", []),
    ],
)
def test_what_should_not_be_published(text: str, sorts: list[str]) -> None:
    assert [leak.sort for leak in leaks(text)] == sorts


def test_in_a_party_every_address_is_somebodys_and_nothing_is_repeated_in_full() -> None:
    (leak,) = leaks("info@example.org", person=True)
    assert leak.sort == "e-mail address"
    assert "example" not in leak.what


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000 + "@",
        "a." * 100_000 + "@x",
        "a@" + "b." * 100_000,
        "+1" + "1 " * 100_000,
        "tel 0" + "0 " * 90_000,
        "eyJ" * 60_000,
        "ghp_" * 50_000,
        "password: " * 20_000,
        "://" + "a:" * 90_000,
        "Dr. " * 50_000,
        "xxx" * 60_000,
    ],
    ids=lambda text: text[:8],
)
def test_searching_takes_time_in_proportion_to_the_text(text: str) -> None:
    def cost(size: int) -> float:
        start = time.process_time()
        list(leaks(text[:size], person=True))
        placeholder(text[:size])
        return time.process_time() - start

    cost(2_000)
    assert cost(len(text)) < 1.5  # quadratic searches of such texts take minutes


def test_one_circle_for_each_part_that_leads_back_to_itself() -> None:
    links = {"a": ["b"], "b": ["c", "d"], "c": ["b", "a"], "d": ["d"], "x": ["y"], "y": []}
    assert list(cycles(links)) == [("a", "b", "c", "a"), ("d", "d")]
    assert list(cycles({})) == []

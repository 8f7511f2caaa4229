"""Blocks that the site builder need not read: taken out of a page before the build, put back into the built page.

Long lists and pictures are finished HTML and are not searched. A builder would still parse each of their tags several
times, and that made a large site grow faster than its pages.
"""

from __future__ import annotations

import re

MARK = ' data-search-exclude="1"'
"""Attribute of a block that search leaves out: what it says stands elsewhere in words."""
_BLOCK = re.compile(rf"(?:(?<=\n\n)|\A)<[a-z]+[^>\n]*{MARK}.*?(?=\n\n|\n*\Z)", re.DOTALL)
_PLACE = re.compile(r'<div data-parked="([0-9]+)"></div>')
_BLANK = re.compile(r"\n\s*\n")
_FIRST_TAG = re.compile(rf"<[a-z]+[^>]*{MARK}")


def closed(markup: str) -> str:
    """The markup of a block; one that is left out of the search has no blank line, so that its end can be seen."""
    return _BLANK.sub("\n", markup) if _FIRST_TAG.match(markup) else markup


def park(page: str) -> tuple[str, list[str]]:
    """(the page with an empty element in place of each block that search leaves out, those blocks in order)."""
    blocks: list[str] = []

    def taken(found: re.Match[str]) -> str:
        blocks.append(found[0].replace(MARK, ""))
        return f'<div data-parked="{len(blocks) - 1}"></div>'

    return _BLOCK.sub(taken, page), blocks


def unpark(page: str, blocks: list[str]) -> str:
    """The built page with its blocks. Text is escaped, so that nothing but `park` writes such an element."""
    return _PLACE.sub(lambda found: blocks[int(found[1])], page) if blocks else page

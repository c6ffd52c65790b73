"""How a text to sign is written down, and that the shipped ones are plain."""

from hashlib import sha256

import pytest
import textstat

from intake import consents
from intake.consents import Block, NoConsent, Words, words_of

GRADE = 6  # AHRQ Health Literacy Universal Precautions Toolkit, tool 11
SHIPPED = ["privacy-1", "contact-1", "treatment-1"]
WRITTEN = """# Your title

A first line
goes on.

## A heading

- one
- two
  goes on

<b>Not bold</b> – a
- b
"""


def test_words_of_takes_the_first_line_for_the_title():
    words = words_of(WRITTEN)

    assert words.title == "Your title"
    assert words.body.startswith("A first line\ngoes on.\n\n## A heading")
    assert words.body.endswith("- b")


def test_words_are_the_same_whatever_the_line_ends_and_the_space_around():
    windows = "\n" + WRITTEN.replace("\n", "  \r\n") + "\n"

    assert words_of(windows).sha256 == words_of(WRITTEN).sha256


def test_blocks_are_headings_lists_and_paragraphs_and_nothing_else():
    assert consents.blocks(words_of(WRITTEN).body) == [
        Block("paragraph", ["A first line goes on."]),
        Block("heading", ["A heading"]),
        Block("list", ["one", "two goes on"]),
        Block("paragraph", ["<b>Not bold</b> – a - b"]),
    ]


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "the first line is no title"),
        ("A title\n\nBody", "the first line is no title"),
        ("## Heading\n\nBody", "the first line is no title"),
        ("# Title\n\n  \n", "there is nothing under the title"),
        ("# Title\n\nBo\0dy", "it is no plain text"),
    ],
)
def test_words_of_refuses_what_cannot_be_signed(written, reason):
    with pytest.raises(NoConsent, match=reason):
        words_of(written)


def test_the_hash_is_that_of_title_and_body():
    signed = "Your title\n\nBody – all of it".encode()

    assert Words("Your title", "Body – all of it").sha256 == sha256(signed).hexdigest()


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_text_reads_at_sixth_grade_at_most(name):
    blocks = consents.blocks(consents.shipped(name).body)
    prose = [line for each in blocks if each.kind != "heading" for line in each.lines]

    assert len(prose) > 5
    assert textstat.flesch_kincaid_grade(" ".join(prose)) <= GRADE


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_text_ends_with_what_is_agreed_to(name):
    *_, heading, agreed = consents.blocks(consents.shipped(name).body)

    assert heading == Block("heading", ["What you agree to"])
    assert agreed.lines[0].startswith("You agree that")

"""What the comparison of two versions of a text marks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.consents import Words, blocks
from intake.consents.comparing import compared

BODY = "We keep it. You ask.\n\n## Who\n\n- you\n- us"


def marks(marked):
    """Return what is marked, block by block, the title first."""
    lines = [marked.title, *(line for _, lines in marked.blocks for line in lines)]
    return [piece.text for line in lines for piece in line if piece.is_other]


@pytest.mark.parametrize(
    ("title", "body", "gone", "new"),
    [
        ("Title", BODY, [], []),
        ("Other", BODY, ["Title"], ["Other"]),
        ("Title", BODY.replace("You", "They"), ["You ask."], ["They ask."]),
        ("Title", BODY.replace("- us", "- us\n- them"), [], ["them"]),
        ("Title", BODY.replace("## Who", "Who"), ["Who"], ["Who"]),
        ("Title", BODY.replace("ask.", "ask. At once! Now?"), [], ["At once! Now?"]),
        (
            "Title",
            "All new.",
            ["We keep it. You ask.", "Who", "you", "us"],
            ["All new."],
        ),
    ],
)
def test_only_sentences_of_one_version_are_marked(title, body, gone, new):
    in_force, draft = compared(Words("Title", BODY), Words(title, body))

    assert (marks(in_force), marks(draft)) == (gone, new)


@given(st.text("ab. \n-#", min_size=1), st.text("ab. \n-#", min_size=1))
def test_no_word_is_lost_or_added(one, other):
    marked = compared(Words("T", one), Words("T", other))

    shown = [
        [
            [" ".join(piece.text for piece in line) for line in lines]
            for _, lines in each
        ]
        for each in (marked[0].blocks, marked[1].blocks)
    ]

    assert shown == [[block.lines for block in blocks(body)] for body in (one, other)]

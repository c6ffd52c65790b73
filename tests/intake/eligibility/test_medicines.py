import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.eligibility.medicines import DOSAGE, drugs_in, drugs_of, unmatched

KNOWN = ["lisinopril", "Zoloft 50 mg", "St. John’s wort", "dextromethorphan/bupropion"]
UNKNOWN = st.sampled_from(["theophyline", "My heart pill", "B12 shot", "é"]) | (
    st.from_regex(r"[A-Za-z]{6,20}( \d+ mg)?", fullmatch=True).filter(
        lambda text: not drugs_in(text) and not DOSAGE.fullmatch(text.casefold())
    )
)
BETWEEN = [" ", ", ", "; ", "\n", "\r\n", " and ", " AND ", " + ", "/", " & "]
DOSES = st.from_regex(DOSAGE, fullmatch=True) | st.sampled_from(["50mg", "1/2", "10"])


@pytest.mark.parametrize(
    ("text", "generics"),
    [
        pytest.param("Zoloft", ["sertraline"], id="brand"),
        pytest.param("SERTRALINE 50mg daily", ["sertraline"], id="generic-and-dose"),
        pytest.param("Tylenol", ["acetaminophen"], id="short-name"),
        pytest.param("Tylenol PM", ["diphenhydramine"], id="longer-name-wins"),
        pytest.param("Tylenol #3", ["codeine"], id="number-sign"),
        pytest.param("tylenol   pm", ["diphenhydramine"], id="spaces"),
        pytest.param("St. John’s wort", ["St John's wort"], id="curly-apostrophe"),
        pytest.param("St John‘s wort", ["St John's wort"], id="opening-quote"),
        pytest.param("St John`s wort", ["St John's wort"], id="backtick"),
        pytest.param("St John´s wort", ["St John's wort"], id="accent"),
        pytest.param("Tylenol\nPM", ["diphenhydramine"], id="two-lines"),
        pytest.param(
            "Xanax and Zoloft", ["sertraline", "alprazolam"], id="two-in-one-text"
        ),
        pytest.param("Xanax, alprazolam", ["alprazolam"], id="same-drug-twice"),
        pytest.param(
            "dextromethorphan/bupropion", ["dextromethorphan/bupropion"], id="mix"
        ),
        pytest.param("Xanaxx", [], id="misspelt"),
        pytest.param("melatonina", [], id="part-of-a-word"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_drugs_in_matches_whole_names_longest_first(text, generics):
    assert [drug.generic for drug in drugs_in(text)] == generics


def test_drugs_of_gives_each_drug_once():
    assert [drug.generic for drug in drugs_of(["Xanax", "Ambien", "alprazolam"])] == [
        "alprazolam",
        "zolpidem",
    ]


def test_unmatched_gives_the_texts_as_typed():
    assert unmatched(["Zoloft", "  My Heart pill "]) == ["  My Heart pill "]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("lisinopril, theophyline", ["theophyline"]),
        ("Lisinopril 10 mg daily; Theophyline 300mg", ["theophyline 300mg"]),
        ("Zoloft\nHeart pill\nXanax", ["heart pill"]),
        ("Zoloft and theophyline", ["theophyline"]),
        ("Zoloft + theophyline/Foo", ["theophyline", "foo"]),
        ("Zoloft, vitamin B12", ["vitamin b12"]),
        ("Zoloft\0, \0theophyline", ["theophyline"]),
        ("theophyline, Foo", ["theophyline, Foo"]),
        ("lisinopril 10 mg, 1 tablet twice a day", []),
        ("Zoloft 50mg/day, at night, with food", []),
        ("Zestril 10 mg daily", []),
        ("Wellbutrin XL 300mg in the morning", []),
        ("Xanax 0.5mg q6h as needed", []),
        ("my generic Zoloft 1/2 tablet", []),
        ("Sandoz Zoloft 1/2 tablet", ["sandoz"]),
        ("Zoloft Nardl", ["nardl"]),
        ("Zoloft 50mg Nardl", ["50mg nardl"]),
        ("Nardl Zoloft Foo Xanax 1 mg", ["nardl", "foo"]),
        ("Zoloft B12", ["b12"]),
        ("dextromethorphan/bupropion", []),
        ("Zoloft, a weekly injection", ["a weekly injection"]),
        ("10 mg", ["10 mg"]),
    ],
)
def test_unmatched_gives_the_parts_that_name_nothing_listed(text, parts):
    assert unmatched([text]) == parts


@given(
    st.lists(st.sampled_from(KNOWN), min_size=1, max_size=3),
    st.lists(DOSES, max_size=4),
    st.lists(UNKNOWN, max_size=2),
    st.data(),
)
def test_nothing_beside_names_and_dosage_is_dropped(known, doses, unknown, data):
    words = data.draw(st.permutations([*known, *doses, *unknown]))

    text = words[0]
    for word in words[1:]:
        text += data.draw(st.sampled_from(BETWEEN)) + word

    left = " ".join(unmatched([text]))
    assert [each for each in unknown if each.casefold() not in left] == []
    assert bool(left) == bool(unknown)

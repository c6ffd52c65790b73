import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.eligibility.medicines import DOSAGE, listed_names
from intake.questionnaires.near import MOST, named, near, respelled, says_more

MEDICINES = listed_names()
LETTERS = st.text("abc XY-'’3/é", max_size=12)
NAMES = st.lists(LETTERS.filter(str.strip), max_size=20, unique_by=str.casefold)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        pytest.param("Prozac", "Prozac", id="brand"),
        pytest.param("FLUOXETINE", "fluoxetine", id="generic"),
        pytest.param("  tylenol   pm ", "Tylenol PM", id="spaces"),
        pytest.param("St John’s wort", "St John's wort", id="apostrophe-of-a-phone"),
        pytest.param("Prozak", None, id="misspelling"),
        pytest.param("Zyrtec D", None, id="other-signs"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_named_finds_a_name_in_whatever_case(typed, name):
    assert named(typed, MEDICINES) == name


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        pytest.param("proz", ["Prozac"], id="beginning"),
        pytest.param("Prozak", ["Prozac"], id="misspelling"),
        pytest.param("Prozak 20 mg", ["Prozac"], id="misspelling-with-a-dose"),
        pytest.param("welbutrin xl", ["Wellbutrin"], id="second-word"),
        pytest.param("simbalta", ["Cymbalta"], id="first-letter"),
        pytest.param("seraquil", ["Seroquel"], id="two-letters"),
        pytest.param("generic Zoloft", ["Zoloft"], id="whole-word-inside"),
        pytest.param("Zyrtec D", ["Zyrtec-D", "Zyrtec"], id="likeliest-first"),
        pytest.param("effexor x", ["Effexor XR", "Effexor"], id="beginning-first"),
        pytest.param("armour", ["Armour Thyroid"], id="first-of-two-words"),
        pytest.param(
            "st johns wort",
            ["St John's wort", "Saint John's wort"],
            id="one-of-those-that-differ-in-signs-alone",
        ),
        pytest.param("fish oil", [], id="not-listed"),
        pytest.param("insulin", [], id="not-listed-medicine"),
        pytest.param("I don't know what it is", [], id="sentence"),
        pytest.param("20 mg", [], id="dose"),
        pytest.param("", [], id="nothing"),
        pytest.param(" - ", [], id="no-letter"),
    ],
)
def test_near_gives_what_may_be_meant(typed, names):
    assert near(typed, MEDICINES) == names


def test_near_reads_only_how_a_long_text_begins():
    assert near("Prozak " + "x" * 1_000_000, MEDICINES) == ["Prozac"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        pytest.param("Prozac 20 mg", True, id="dose"),
        pytest.param("prozac, each morning", True, id="comma"),
        pytest.param("Tylenol PM at night", True, id="two-words"),
        pytest.param("Prozac", False, id="the-name-alone"),
        pytest.param("Prozacs", False, id="part-of-a-word"),
        pytest.param("naltrexone/buproprion", False, id="part-of-a-combination"),
        pytest.param("Claritin-D12", False, id="part-before-a-hyphen"),
        pytest.param("Zyrtec D", False, id="may-be-another-name"),
        pytest.param("20 mg Prozac", False, id="not-at-the-beginning"),
        pytest.param("Prozak 20 mg", False, id="misspelling"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_says_more_knows_a_text_that_begins_with_a_name(typed, expected):
    assert says_more(typed, MEDICINES) is expected


@pytest.mark.parametrize(
    ("typed", "texts"),
    [
        pytest.param("Zoloft Nardl", ["Zoloft Nardil"], id="second-name"),
        pytest.param(
            "zoloft 50mg  Nardl 15 mg", ["zoloft 50mg Nardil 15 mg"], id="doses-stay"
        ),
        pytest.param("Zoloft, Nardl.", ["Zoloft, Nardil"], id="other-signs"),
        pytest.param("Zoloft Nardil", [], id="spelled-well"),
        pytest.param("Zoloft and St John's wort", [], id="several-words"),
        pytest.param("Wellbutrin XL 300mg in the morning", [], id="dosage"),
        pytest.param("Zoloft my heart pill for sleep", [], id="like-no-name"),
        pytest.param("Zoloft, vitamin B12", [], id="word-of-a-name"),
    ],
)
def test_respelled_gives_texts_in_which_no_word_is_lost(typed, texts):
    assert respelled(typed, MEDICINES) == texts


@given(st.from_regex(DOSAGE, fullmatch=True))
def test_no_word_about_a_dose_is_taken_for_a_name(word):
    assert respelled(f"Zoloft 50 {word}", MEDICINES) == []


@given(LETTERS, NAMES)
def test_near_gives_a_few_of_the_names_each_once(typed, names):
    found = near(typed, names)

    assert len(found) <= MOST
    assert len({*found}) == len(found)
    assert {*found} <= {*names}


@given(st.data(), NAMES.filter(bool))
def test_named_finds_every_name_and_none_twice(data, names):
    name = data.draw(st.sampled_from(names))
    found = named(f" {name.upper()} ", names)

    assert found is not None
    assert named(found, names) == found


@given(st.data(), st.sampled_from(MEDICINES))
def test_the_beginning_of_a_name_finds_it_or_as_many_as_are_shown(data, name):
    typed = name[: data.draw(st.integers(1, len(name)))]
    found = near(typed, MEDICINES)

    assert name in found or len(found) == MOST or _is_written_alike(name, found)


def _is_written_alike(name, found):
    letters = [char for char in name.casefold() if char.isalnum()]
    return any(
        letters == [char for char in each.casefold() if char.isalnum()]
        for each in found
    )

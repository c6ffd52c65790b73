import pytest

from intake.eligibility.medicines import drugs_in, drugs_of, unmatched


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

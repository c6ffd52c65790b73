"""What holds for every questionnaire and every set of answers."""

import datetime
from collections import Counter
from decimal import Decimal
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from intake.questionnaires.enabled import (
    calculated_tree,
    enabled_items,
    without_disabled,
)
from intake.questionnaires.navigation import page_after, page_before
from intake.questionnaires.pages import page_at, pages, pages_of
from intake.questionnaires.responses import Reading, from_fhir, to_fhir
from intake.questionnaires.tree import flat, merged
from intake.questionnaires.validation import check
from intake.questionnaires.values import decimal_text
from tests.intake.questionnaires.resources import (
    HIDDEN,
    calculated,
    group,
    note,
    one_page,
    question,
    questionnaire,
    when,
)

calculating = settings(deadline=None)  # an expression is compiled when first met
AT = datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)
decimals = st.decimals(-9999, 9999, places=3, allow_nan=False, allow_infinity=False)
dates = st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31))
moments = st.datetimes(datetime.datetime(1900, 1, 1), timezones=st.just(datetime.UTC))  # noqa: DTZ001
texts = st.text("ab é\n'<", min_size=1).filter(str.strip)
numbers = decimals.map(Decimal).map(decimal_text)
ANSWERS = {
    "boolean": st.booleans(),
    "choice": st.sampled_from(["a", "b", "unsure"]),
    "date": dates.map(datetime.date.isoformat) | st.sampled_from(["2019", "2019-07"]),
    "dateTime": moments.map(datetime.datetime.isoformat) | st.just("2019-07-08"),
    "decimal": numbers,
    "integer": st.integers(-1000, 1000),
    "open-choice": st.sampled_from(["a", "b"]) | st.builds(dict, text=texts),
    "quantity": st.builds(dict, value=numbers, code=st.sampled_from(["kg", "g"])),
    "string": texts,
    "text": texts,
    "time": st.times().map(lambda time: time.replace(microsecond=0).isoformat()),
    "url": st.just("https://clinic.example/?a=b"),
}
OPERATORS = {
    "boolean": [when("", "=", answerBoolean=True), when("", "!=", answerBoolean=True)],
    "choice": [when("", "=", answerCoding={"code": "a"})],
    "integer": [when("", ">", answerInteger=0), when("", "<=", answerInteger=5)],
}


class Writer:
    """Writes a random form of sections, groups, loops, texts and branches.

    Loops are nested, questions stand under answers, and some are calculated.
    """

    def __init__(self, draw):
        self.draw = draw
        self.numbers = count(1)

    def sections(self):
        reachable = []
        return [self.group(group, reachable, depth=2) for _ in range(self.upto(3, 1))]

    def group(self, make, reachable, depth, **fields):
        """``reachable`` are the questions so far that a condition may read."""
        link_id = self.link_id("g")
        return make(link_id, *self.items(reachable, depth, make), **fields)

    def items(self, reachable, depth, make):
        here = [] if make is one_page else reachable
        items = []
        for _ in range(self.upto(4, 1)):
            items.append(self.item(reachable, depth, make))
            if make is not one_page and items[-1]["type"] in OPERATORS:
                here.append(items[-1])
        return items

    def item(self, reachable, depth, make):
        kinds = ["question"] * 4 + ["note"]
        if depth and make is not one_page:
            kinds += ["group", "one_page", "loop"]
        if make is not one_page:
            kinds += ["parent"] + ["calculated"] * bool(reachable)
        fields = self.conditions(reachable)
        match self.draw(st.sampled_from(kinds)):
            case "question":
                return self.question(fields)
            case "note":
                return note(self.link_id("n"), **fields)
            case "group":
                return self.group(group, reachable, depth - 1, **fields)
            case "one_page":
                return self.group(one_page, reachable, 0, **fields)
            case "loop":
                inside = list(reachable)  # not to be read from outside the loop
                return self.group(group, inside, depth - 1, repeats=True, **fields)
            case "parent":
                below = self.question({})
                repeats = self.draw(st.booleans())
                return self.question(fields | {"repeats": repeats}, below)
            case "calculated":
                read = self.draw(st.sampled_from(reachable))["linkId"]
                found = f"%resource.descendants().where(linkId = '{read}')"
                extension = [calculated(f"{found}.answer.count()")]
                if self.draw(st.booleans()):
                    extension.append(HIDDEN)
                link_id = self.link_id("c")
                return question(link_id, "integer", extension=extension, **fields)

    def question(self, fields, *below):
        kind = self.draw(st.sampled_from(sorted(ANSWERS)))
        fields["required"] = self.draw(st.booleans())
        return question(self.link_id("q"), kind, *below, **fields)

    def conditions(self, reachable):
        if not reachable or self.draw(st.booleans()):
            return {}
        conditions = []
        for _ in range(self.upto(2, 1)):
            read = self.draw(st.sampled_from(reachable))
            condition = self.draw(st.sampled_from(OPERATORS[read["type"]]))
            conditions.append(condition | {"question": read["linkId"]})
        behavior = self.draw(st.sampled_from(["any", "all"]))
        return {"enableWhen": conditions, "enableBehavior": behavior}

    def answers(self, items):
        given = {}
        for item in items:
            if item.is_list:
                occurrences = [self.occurrence(item) for _ in range(self.upto(2))]
                given |= {item.link_id: occurrences} if occurrences else {}
                continue
            if item.is_question and self.draw(st.booleans()):
                given |= self.answer(item)
            given |= self.answers(item.items)
        return given

    def occurrence(self, item):
        own = self.answer(item) if item.is_question else {}
        return own | self.answers(item.items)

    def answer(self, item):
        return {item.link_id: [self.draw(ANSWERS[item.type])]}

    def upto(self, highest, lowest=0):
        return self.draw(st.integers(lowest, highest))

    def link_id(self, letter):
        return f"{letter}{next(self.numbers)}"


@st.composite
def filled_in(draw):
    """Draw a questionnaire and answers, also to questions that are not asked."""
    writer = Writer(draw)
    form = questionnaire(*writer.sections())
    return form, writer.answers(form.sections)


def keys(form, answers):
    return {node.key for node in enabled_items(form, answers)}


def given_keys(form, answers, place=(), around=None):
    """Yield the linkId and place of every answer and every list."""
    for link_id, each in answers.items():
        yield link_id, place
        item = form.item(link_id)
        if item.is_list and item is not around:
            for index, occurrence in enumerate(each):
                yield from given_keys(form, occurrence, (*place, index), item)


@calculating
@given(filled_in())
def test_no_answer_to_a_disabled_question_survives(filled_in):
    form, answers = filled_in

    kept = without_disabled(form, answers)

    assert set(given_keys(form, kept)) <= keys(form, answers)


@calculating
@given(filled_in())
def test_removing_the_disabled_answers_changes_nothing_that_is_asked(filled_in):
    form, answers = filled_in

    kept = without_disabled(form, answers)

    assert keys(form, kept) == keys(form, answers)
    assert without_disabled(form, kept) == kept


@calculating
@given(filled_in())
def test_what_is_left_breaks_no_rule_but_required(filled_in):
    form, answers = filled_in

    problems = check(form, without_disabled(form, answers))

    assert {problem.message for problem in problems} <= {"An answer is required."}


@calculating
@given(filled_in())
def test_calculated_answers_are_those_of_the_answers_that_are_kept(filled_in):
    form, answers = filled_in

    kept = list(flat(calculated_tree(form, without_disabled(form, answers))))

    for node in kept:
        if node.item.calculation:
            [read] = node.item.calculation.link_ids
            count = sum(len(each.values) for each in kept if each.item.link_id == read)
            assert node.values == (count,)


@calculating
@given(filled_in())
def test_what_is_worked_out_for_no_page_would_change_none(filled_in):
    form, answers = filled_in

    nodes = calculated_tree(form, answers)

    assert {node.key for node in flat(nodes)} == keys(form, answers)
    assert [page.path for page in pages_of(form, nodes)] == [
        page.path for page in pages(form, answers)
    ]


@calculating
@given(filled_in(), st.data())
def test_an_answer_that_no_condition_reads_changes_nothing_that_is_asked(
    filled_in, data
):
    form, answers = filled_in
    read = {condition.link_id for item in form.items for condition in item.conditions}
    unread = [
        item
        for item in form.items
        if item.is_question
        and item.link_id not in read
        and not (item.items or item.calculation or form.lists(item))
    ]
    if not unread:
        return
    item = data.draw(st.sampled_from(unread))
    answer = data.draw(ANSWERS[item.type])

    assert keys(form, answers | {item.link_id: [answer]}) == keys(form, answers)


@calculating
@given(filled_in())
def test_pages_ask_every_enabled_question_once_and_show_every_text(filled_in):
    form, answers = filled_in

    found = pages(form, answers)

    asked = Counter(
        (question.link_id, page.place) for page in found for question in page.questions
    )
    shown = {note.key for page in found for note in page.notes}
    nodes = [node for node in enabled_items(form, answers) if not node.is_list]
    assert asked == Counter(
        node.key for node in nodes if node.item.is_question and node.item.is_asked
    )
    assert shown == {
        node.key
        for node in nodes
        if node.item.type == "display"
        or (node.item.calculation and node.values and not node.item.hidden)
    }


@settings(deadline=None, max_examples=30)  # every page of every form is found anew
@given(filled_in())
def test_pages_lead_forward_and_back_through_unique_paths(filled_in):
    form, answers = filled_in

    found = pages(form, answers)

    assert len({page.path for page in found}) == len(found)
    for page in found:
        assert page_at(form, answers, page.path).fingerprint == page.fingerprint
        after = page_after(found, page)
        if after and after.is_beside(page):
            assert page_before(found, after) == page


@calculating
@given(filled_in())
def test_answers_survive_fhir_and_back(filled_in):
    form, answers = filled_in
    kept = merged(calculated_tree(form, answers))

    written = to_fhir(form, answers, status="completed", authored=AT, language="en")

    assert from_fhir(form, written) == Reading(kept)

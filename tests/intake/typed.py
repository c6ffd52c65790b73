"""What a patient types and chooses to give an answer."""

import datetime
from zoneinfo import ZoneInfo

HERE = ZoneInfo("America/New_York")
OTHER = "_other"
MEANT = "_meant"


def posted(page, answers):
    """Return what a browser sends for the answers to the questions of a page."""
    data = {}
    for item in page.questions:
        if given := answers.get(item.link_id):
            data |= _typed(item, given)
    return data


def _typed(item, given):
    """Return ``{name: value}`` as the question's controls send it."""
    name = item.slug
    if item.is_autocomplete:
        return {name: _written(item, given[0])}
    if item.options:
        return _chosen(item, given)
    if item.repeats and not item.is_list:
        return {name: "\r\n".join(str(each) for each in given)}
    [answer] = given
    match item.type:
        case "boolean":
            return {name: "yes" if answer else "no"}
        case "date":
            return _date(name, answer)
        case "dateTime":
            moment = datetime.datetime.fromisoformat(answer).astimezone(HERE)
            date = _date(name, moment.date().isoformat())
            return date | {f"{name}_time": f"{moment:%I:%M %p}"}
        case "time":
            time = datetime.time.fromisoformat(answer)
            return {name: f"{time:%I:%M %p}"}
        case "quantity":
            return {f"{name}_value": answer["value"], f"{name}_unit": answer["code"]}
    return {name: str(answer)}


def _written(item, answer):
    option = item.option(answer)
    return option.text.written if option else answer["text"]


def _chosen(item, given):
    """Return the options, and the own words of an open choice."""
    chosen = [str(each) for each in given if item.option(each)]
    own = [each["text"] for each in given if not item.option(each)]
    several = item.repeats and not item.is_list
    data = {item.slug: chosen + [OTHER] * bool(own)}
    if not several:
        [data[item.slug]] = data[item.slug]
    return data | ({item.slug + OTHER: "\r\n".join(own)} if own else {})


def _date(name, text):
    year, month, day = [*text.split("-"), "", ""][:3]
    return {f"{name}_month": month, f"{name}_day": day, f"{name}_year": year}

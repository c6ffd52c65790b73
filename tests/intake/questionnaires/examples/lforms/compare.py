"""Show every example in LHC-Forms and print where it differs from expected.json.

    (cd /tmp && tar xzf "$(npm pack --silent lforms@40.1.3)")
    python -m tests.intake.questionnaires.examples.lforms.compare /tmp/package

Taken out of the responses first: items that have no place in the questionnaire, the
second of what does not repeat, and answers to calculated questions.
"""

import json
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Error, Page, sync_playwright

from tests.chromium import find

HERE = Path(__file__).parent
CALCULATED = "sdc-questionnaire-calculatedExpression"


class Handler(SimpleHTTPRequestHandler):
    def translate_path(self, path):
        return str(HERE / "index.html") if path == "/" else super().translate_path(path)

    def log_message(self, format, *args):
        pass


def is_calculated(item):
    return any(each["url"].endswith(CALCULATED) for each in item.get("extension", []))


def calculated_links(item):
    for child in item.get("item", []):
        if is_calculated(child):
            yield child["linkId"]
        yield from calculated_links(child)


def fitting(element, item):
    """Return the response, item or answer with only what LHC-Forms can load."""
    children = {each["linkId"]: each for each in item.get("item", [])}
    result = {**element}
    if "item" in element:
        kept = []
        for each in element["item"]:
            child = children.get(each["linkId"])
            if child and not is_calculated(child):
                kept.append(fitting(each, child))
                if not child.get("repeats"):
                    del children[each["linkId"]]
        result["item"] = kept
    if "answer" in element:
        result["answer"] = [fitting(each, item) for each in element["answer"]]
    return result


def shown(page: Page, url, questionnaire, response, links):
    """Return what LHC-Forms enables and calculates, in the shape of expected.json."""
    page.goto(url, wait_until="load")
    page.wait_for_function("() => Boolean(customElements.get('wc-lhc-form'))")
    page.evaluate("([q, r]) => show(q, r)", [questionnaire, response])
    page.wait_for_timeout(300)
    items = page.evaluate("read()")
    values = {link: [] for link in links}
    for item in items:
        if item["linkId"] in links and item["value"] is not None:
            values[item["linkId"]].append(item["value"])
    return {
        "enabled": list(dict.fromkeys(i["linkId"] for i in items if i["enabled"])),
        "calculated": {
            link: each if len(each) > 1 else each[0]
            for link, each in values.items()
            if each
        },
    }


def differences(page: Page, url, folder):
    read = partial(load, folder)
    questionnaire, expected = read("questionnaire"), read("expected")
    links = list(calculated_links(questionnaire))
    for number, expectation in expected.items():
        response = fitting(read(number), questionnaire)
        try:
            found = shown(page, url, questionnaire, response, links)
        except Error as error:
            yield f"{folder.name} {number}: not shown: {error.message.splitlines()[0]}"
            continue
        for what in ("enabled", "calculated"):
            yield from differing(folder.name, number, what, expectation, found)


def differing(name, number, what, expectation, found):
    ours, theirs = expectation[what], found[what]
    for link in sorted({*ours, *theirs}):
        pair = [
            each.get(link) if what == "calculated" else link in each
            for each in (ours, theirs)
        ]
        if pair[0] != pair[1]:
            yield f"{name} {number}: {what} {link}: expected {pair[0]}, is {pair[1]}"


def load(folder, name):
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def main(package):
    root = Path(package) / "dist"
    server = ThreadingHTTPServer(("localhost", 0), partial(Handler, directory=root))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find(), args=["--no-sandbox"]
        )
        page = browser.new_page()
        for path in sorted(HERE.parent.glob("*/questionnaire.json")):
            for line in differences(
                page, f"http://localhost:{server.server_port}/", path.parent
            ):
                print(line, flush=True)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])

"""Somebody who works a page by keyboard alone."""

from playwright.sync_api import Locator, Page

# Whoever needs more presses to reach something has not been thought of.
PRESSES = 60


def tab_to(control: Locator) -> None:
    """Press Tab until ``control`` has the focus; fail where it is never reached."""
    _press_until_focused("Tab", control)


def choose(option: Locator) -> None:
    """Reach the first of the radio buttons around, and go by arrows to ``option``."""
    group = option.locator("xpath=ancestor::fieldset[1]")
    tab_to(group.get_by_role("radio").first)
    option.page.keyboard.press("Space")
    _press_until_focused("ArrowDown", option)


def skip_to_content(page: Page) -> None:
    """Take the first stop of the page, which leads past its head."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def enter(control: Locator) -> None:
    """Reach ``control``, press Enter and wait for the page that it leads to."""
    tab_to(control)
    with control.page.expect_navigation(wait_until="domcontentloaded"):
        control.page.keyboard.press("Enter")


def _press_until_focused(key: str, control: Locator) -> None:
    for _ in range(PRESSES):
        if _has_focus(control):
            return
        control.page.keyboard.press(key)
    raise AssertionError(f"{PRESSES} presses of {key} did not reach {control}")


def _has_focus(control: Locator) -> bool:
    return control.evaluate("control => control === document.activeElement")

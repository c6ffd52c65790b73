"""Somebody who works a page by keyboard alone."""

from playwright.sync_api import Locator, Page

# Whoever needs more presses to reach something has not been thought of.
PRESSES = 60


def tab_to(control: Locator) -> None:
    """Press Tab until ``control`` has the focus; fail where it is never reached."""
    page = control.page
    for _ in range(PRESSES):
        if _has_focus(control):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{PRESSES} presses of Tab did not reach {control}")


def skip_to_content(page: Page) -> None:
    """Take the first stop of the page, which leads past its head."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def enter(control: Locator) -> None:
    """Reach ``control``, press Enter and wait for the page that it leads to."""
    tab_to(control)
    with control.page.expect_navigation(wait_until="domcontentloaded"):
        control.page.keyboard.press("Enter")


def _has_focus(control: Locator) -> bool:
    return control.evaluate("control => control === document.activeElement")

"""What every test with a browser does the same way."""

from playwright.sync_api import Locator, Page, Response


def go_by(page: Page, control: Locator) -> Response:
    """Press a button or follow a link; return the answer once its page is there.

    A click alone returns while the old page is still shown, or none.
    """
    with page.expect_navigation(wait_until="domcontentloaded") as gone:
        control.click()
    return gone.value


def overflow(page: Page) -> int:
    """Return by how many CSS pixels the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")

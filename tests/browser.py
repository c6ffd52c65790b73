"""What every test with a browser does the same way."""

from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response

from clinic.models import User

LOGIN = "allauth.account.auth_backends.AuthenticationBackend"
DESKTOP = {"width": 1280, "height": 900}


def signed_in(browser: Browser, url: str, user: User, **options) -> BrowserContext:
    """Return a window on the clinic at ``url``, in which somebody of staff signed in.

    That of a desk, unless ``options`` of Playwright say otherwise.
    """
    client = Client()
    client.force_login(user, LOGIN)
    context = browser.new_context(base_url=url, **({"viewport": DESKTOP} | options))
    context.add_cookies(
        [
            {"name": name, "value": cookie.value, "url": url}
            for name, cookie in client.cookies.items()
        ]
    )
    return context


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

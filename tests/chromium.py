"""The Chromium of the browser tests: find one, or install one.

`python -m tests.chromium` is what `make test` runs first; it prints the path, or
nothing when it is Playwright's own.
"""

import os
import shutil
import subprocess
import sys

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MAC_APPLICATIONS = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]
PLAYWRIGHT = [sys.executable, "-m", "playwright"]
APT = ["apt-get", "-o", "DPkg::Lock::Timeout=300", "-qq"]
HOW_TO_INSTALL = (
    "The browser tests need Chromium and none was found. Type one of: "
    "`apt install chromium` (Debian), `brew install --cask chromium` (macOS), "
    "`.venv/bin/python -m playwright install --with-deps chromium-headless-shell` "
    "(others), or set CHROMIUM to its path."
)


def find() -> str | None:
    """Return the path of a Chromium: CHROMIUM, one on the PATH, a macOS one."""
    if given := os.environ.get("CHROMIUM"):
        return given
    found = filter(None, map(shutil.which, [*NAMES, *MAC_APPLICATIONS]))
    return next((path for path in found if _succeeds(path, "--version")), None)


def install() -> bool:
    """Get Playwright's own Chromium, or else Debian's; say whether there is one now."""
    if _succeeds(*PLAYWRIGHT, "install", "chromium-headless-shell"):
        return True
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    # On Ubuntu this package is but a pointer to a snap: hence after Playwright's.
    _succeeds(*APT, "update")
    _succeeds(*APT, "install", "-y", "--no-install-recommends", "chromium")
    return find() is not None


def _succeeds(*command: str) -> bool:
    try:
        answer = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL)
    except OSError:
        return False
    return answer.returncode == 0


if __name__ == "__main__":
    if find() is None and not install():
        sys.exit(HOW_TO_INSTALL)
    print(find() or "")

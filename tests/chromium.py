"""The Chromium of the browser tests and what drives it: find them, or install them.

`python -m tests.chromium` is what `make test` runs first; it prints the path, or
nothing when it is Playwright's own.
"""

import os
import shutil
import subprocess
import sys

# The first draws no window of its own, which takes a third less time.
NAMES = [
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
]
MAC_APPLICATIONS = [
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]
ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
PLAYWRIGHT = [sys.executable, "-m", "playwright"]
APT = ["apt-get", "-o", "DPkg::Lock::Timeout=300", "-qq"]
HOW_TO_MEND_THE_DRIVER = (
    "Playwright, which drives the browser of the tests, does not run here. "
    "On Debian and Ubuntu: `apt install libatomic1`."
)
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


def launch_options() -> dict:
    """Return how Playwright is to start the browser, whoever runs it."""
    # Chromium's sandbox does not work for root.
    arguments = [*ARGUMENTS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    path = find()
    return {"args": arguments} | ({"executable_path": path} if path else {})


def install() -> bool:
    """Get Playwright's own Chromium, or else Debian's; say whether there is one now."""
    if _succeeds(*PLAYWRIGHT, "install", "chromium-headless-shell"):
        return True
    # On Ubuntu `chromium` is but a pointer to a snap: hence after Playwright's.
    packages = ["chromium-headless-shell", "chromium"]
    return any(map(_apt_install, packages)) and find() is not None


def has_driver() -> bool:
    """Say whether Playwright runs; get the one library that a bare Debian lacks."""
    driver = (*PLAYWRIGHT, "--version")
    return _succeeds(*driver) or (_apt_install("libatomic1") and _succeeds(*driver))


def _apt_install(package: str) -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    _succeeds(*APT, "update")
    return _succeeds(*APT, "install", "-y", "--no-install-recommends", package)


def _succeeds(*command: str) -> bool:
    try:
        answer = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL)
    except OSError:
        return False
    return answer.returncode == 0


if __name__ == "__main__":
    if not has_driver():
        sys.exit(HOW_TO_MEND_THE_DRIVER)
    if find() is None and not install():
        sys.exit(HOW_TO_INSTALL)
    print(find() or "")

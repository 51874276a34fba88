"""What is noted of a candidate's page for review, how much of it, and how a device is called.

A note is a hint for a person who asks; nothing follows from it by itself.
"""

FROM_PAGE = ("focus_lost", "copied", "pasted")
KINDS = (*FROM_PAGE, "device_changed", "address_changed")

MOST_AT_ONCE = 20
MOST_OF_AN_ATTEMPT = 300
LONGEST_SECONDS = 24 * 3600

# The first that occurs names it; every later browser also claims to be the ones before.
BROWSERS = {
    "SEB/": "Safe Exam Browser",
    "coc_coc_browser/": "Cốc Cốc",
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser/": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "Windows": "Windows",
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "CrOS": "ChromeOS",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


def name_device(user_agent: str) -> str:
    """Browser and system without version, so that an update is no other device; empty for what is not known."""
    found = [_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)]
    return " · ".join(name for name in found if name)


def _first(names: dict[str, str], text: str) -> str:
    return next((name for part, name in names.items() if part in text), "")

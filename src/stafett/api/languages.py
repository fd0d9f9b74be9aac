"""Which of our three languages a reader would rather have."""

from stafett.texts import LANGUAGES

_ALSO_READS = {"no": "nb", "da": "nb", "sv": "nb"}


def preferred(accept_language: str) -> str:
    """Return ``nb``, ``nn`` or ``en`` for an ``Accept-Language`` header (RFC 9110 12.5.4).

    Nothing said, or nothing we speak, means ``nb``. ``no`` and the neighbours read ``nb``.

    >>> preferred("nn;q=0.9, en;q=0.4")
    'nn'
    """
    best, weight = "nb", 0.0
    for part in accept_language.split(",")[:20]:
        tag, _, quality = part.strip().partition(";")
        language = tag.strip().lower().split("-")[0]
        language = _ALSO_READS.get(language, language)
        found = _weight(quality)
        if language in LANGUAGES and found > weight:
            best, weight = language, found
    return best


def _weight(quality: str) -> float:
    name, _, number = quality.strip().partition("=")
    if not quality.strip():
        return 1.0
    try:
        return min(1.0, max(0.0, float(number))) if name.strip().lower() == "q" else 0.0
    except ValueError:
        return 0.0

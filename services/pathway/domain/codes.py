"""The continuity code that she may carry: Crockford's base 32 with a check character (crockford.com/base32.html).

The check is the number modulo 37, a prime that is no factor of 32 or 31: every single mistyped character and every
swap of neighbours changes it. Only codes whose check is a plain symbol are made, so that all of it can be read out.
"""

from services.pathway.domain.state import Pathway
from shared.contracts import ContinuityCodeIssued, ContinuityCodePresented

SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
BITS = 5 * LENGTH
MODULUS = 37
TOGETHER = 4
FORGIVEN = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def spelled(number: int) -> str | None:
    """A number below 2 ** BITS with its check character; None if that is none of the plain symbols."""
    check = number % MODULUS
    if check >= len(SYMBOLS):
        return None
    digits = (number >> 5 * place & 31 for place in reversed(range(LENGTH)))
    return "".join(SYMBOLS[digit] for digit in digits) + SYMBOLS[check]


def understood(text: str) -> str | None:
    """The code as it is compared, case, spaces, hyphens, O for 0, I and L for 1 forgiven; None if it is mistyped."""
    code = text.upper().translate(FORGIVEN)
    if len(code) != LENGTH + 1 or not set(code) <= set(SYMBOLS):
        return None
    number = 0
    for symbol in code[:-1]:
        number = number << 5 | SYMBOLS.index(symbol)
    return code if number % MODULUS == SYMBOLS.index(code[-1]) else None


def grouped(code: str) -> str:
    """The code as it is shown, four characters at a time."""
    return "-".join(code[start : start + TOGETHER] for start in range(0, len(code), TOGETHER))


def asks_by_code(pathway: Pathway, provider_id: str) -> bool:
    """Whether this provider presented her code since she was given it: a new one ends what the one before asked."""
    issued = (each.recorded_at for each in pathway.facts if isinstance(each.fact, ContinuityCodeIssued))
    since = max(issued, default=None)
    return since is not None and any(
        isinstance(each.fact, ContinuityCodePresented) and each.provider_id == provider_id and each.recorded_at > since
        for each in pathway.facts
    )

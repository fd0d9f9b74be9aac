"""For the gravest acts one logs in anew: a screen left open must not give a family away.

Which acts those are stands in ``fresh_log_ins.toml``. A log-in whose time its issuer does not tell
counts as cold: a token may be younger than the log-in it comes from (ASVS 5.0 7.5.3).
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from stafett.api.compact import SKEW_SECONDS
from stafett.api.log_in import LogIn
from stafett.api.problems import Problem


@cache
def gravest_acts() -> Mapping[str, str]:
    """Return the operations for which one logs in anew, each as ``METHOD /route``.

    With the member that says yes or no, where one may say either; else nothing.
    """
    found = resources.files(__package__).joinpath("fresh_log_ins.toml").read_text("utf-8")
    return {act["operation"]: act.get("yes", "") for act in tomllib.loads(found)["act"]}


def needs_fresh_log_in(method: str, path: str) -> bool:
    """Say whether somebody must just have logged in to do this."""
    return f"{method} {path}" in gravest_acts()


def only_takes_away(method: str, path: str, sent: Any) -> bool:
    """Say whether it is a plain no: never harder to say than the yes (GDPR article 7 (3))."""
    yes = gravest_acts().get(f"{method} {path}")
    return bool(yes) and isinstance(sent, Mapping) and sent.get(yes) is False


def check_fresh(log_in: LogIn, now: float) -> None:
    """See that somebody has just logged in; ``now`` is in seconds since 1970.

    Raises:
        Problem: 401 with how old a log-in may be (RFC 9470 section 3).

    """
    most = log_in.issuer.fresh_seconds
    if log_in.since is not None and now - log_in.since <= most + SKEW_SECONDS:
        return
    scheme = "DPoP" if "dpop" in log_in.bound_to else "Bearer"
    told = f'realm="stafett", error="insufficient_user_authentication", max_age="{most}"'
    raise Problem("FRESH_LOG_IN_NEEDED", headers={"WWW-Authenticate": f"{scheme} {told}"})

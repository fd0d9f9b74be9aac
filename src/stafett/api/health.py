"""Is the house standing, and can it answer: asked by the machines that keep it running."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from stafett.release import our_version

router = APIRouter(include_in_schema=False)

Checks: TypeAlias = Callable[[], Awaitable[Mapping[str, bool]]]
"""Asks whether each thing we need is there: ``database``, ``keystore``, ``migrations``, ..."""
BEARABLE = frozenset({"checkpoints", "seals", "unparked"})
"""Needs somebody's attention, but the service answers everything else."""


@router.get("/health/live")
async def live() -> JSONResponse:
    """Say that the process answers; nothing else is asked."""
    return JSONResponse({"status": "live"})


@router.get("/health/ready")
async def ready(request: Request) -> JSONResponse:
    """Say whether everything that is needed to answer is there (503 when not)."""
    checks: Checks = request.app.state.checks
    found = dict(await checks())
    good = all(well for thing, well in found.items() if thing not in BEARABLE)
    return JSONResponse(
        {"status": "ready" if good else "not ready", "checks": found},
        status_code=200 if good else 503,
        headers={} if good else {"Retry-After": "1"},
    )


@router.get("/version")
async def which_version() -> JSONResponse:
    """Say which version this is."""
    return JSONResponse({"name": "stafett", "version": our_version()})

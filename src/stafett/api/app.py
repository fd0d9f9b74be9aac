"""The service as the network meets it: put together here, and nowhere else."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

from stafett.api import health, pages, public, said_no, scim, scim_discovery
from stafett.api.allowances import Allowances
from stafett.api.envelope import Envelope
from stafett.api.health import Checks
from stafett.api.identity import Identity
from stafett.api.numbers import Numbers
from stafett.api.openapi import describe
from stafett.api.subjects import ROUTERS
from stafett.application.door import Application
from stafett.printing.press import Press
from stafett.release import our_version

Opening = Callable[[], AbstractAsyncContextManager[tuple[Application, Checks]]]
"""Opens what stands behind the door, and closes it again when the service stops."""


def make_app(
    opening: Opening,
    identity: Identity,
    numbers: Numbers,
    *,
    allowances: Allowances | None = None,
    press: Press | None = None,
    beside: Sequence[Callable[[FastAPI], None]] = (),
) -> FastAPI:
    """Return the service.

    There is no page to try calls on: it would have to be fetched from strangers, or kept up to
    date beside the contract. The contract itself is at ``/v1/openapi.json``.

    Args:
        opening: Opens the books, the journal and the lists behind the door.
        identity: Whose log-ins we believe.
        numbers: Which national numbers may be used here.
        allowances: How often one may ask, if not as often as everywhere.
        press: What sets and signs printouts, if not without time stamps.
        beside: What a demo puts beside the service, such as its own issuer.

    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opening() as (door, checks):
            app.state.door, app.state.checks = door, checks
            yield

    app = FastAPI(
        title="Stafett",
        version=our_version(),
        lifespan=lifespan,
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"logs": False},
    )
    app.state.identity, app.state.numbers = identity, numbers
    app.state.pace = public.Pace()
    app.state.allowances = Allowances() if allowances is None else allowances
    app.state.press = Press() if press is None else press
    directory = (scim_discovery.router, scim.router)
    routers = (health.router, pages.router, public.router, *directory, *ROUTERS)
    for router in routers:
        app.include_router(router)
    for put in beside:
        put(app)
    said_no.teach(app, routers)
    describe(app)
    app.add_middleware(Envelope)
    return app

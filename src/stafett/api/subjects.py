"""Every subject that can be spoken of over HTTP."""

from fastapi import APIRouter

from stafett.api import municipality, persons

ROUTERS: tuple[APIRouter, ...] = (persons.router, municipality.router)

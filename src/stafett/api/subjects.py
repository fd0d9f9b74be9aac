"""Every subject that can be spoken of over HTTP."""

from fastapi import APIRouter

from stafett.api import (
    alarms,
    baton,
    catalogue,
    concerns,
    concluding,
    consents,
    corrections,
    drafts,
    duty,
    entries,
    faces,
    feedback,
    followups,
    goals,
    levels,
    logg,
    meetings,
    messages,
    municipality,
    my_list,
    observations,
    participants,
    persons,
    rules,
    set_up,
    signatures,
)

ROUTERS: tuple[APIRouter, ...] = tuple(
    subject.router
    for subject in (
        persons,
        concerns,
        alarms,
        concluding,
        followups,
        consents,
        participants,
        baton,
        goals,
        observations,
        entries,
        corrections,
        duty,
        meetings,
        signatures,
        messages,
        levels,
        logg,
        my_list,
        faces,
        municipality,
        rules,
        drafts,
        feedback,
        catalogue,
        set_up,
    )
)

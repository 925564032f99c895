"""Intake over HTTP: its door."""

from fastapi import APIRouter

from shared.door.routes import DoorRoutes, door_router


def routers(door: DoorRoutes) -> list[APIRouter]:
    """Everything that intake answers."""
    return [door_router(door)]

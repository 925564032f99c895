"""Notifications over HTTP: its door, providers' webhooks, live updates, and what became of deliveries."""

from fastapi import APIRouter

from services.notifications.api import deliveries, live, webhooks
from shared.door.audit import audit_router
from shared.door.routes import DoorRoutes, door_router


def routers(door: DoorRoutes) -> list[APIRouter]:
    """Everything that notifications answers."""
    audit = audit_router(door.log, door.setting.checkpoint_key, door.setting.reader_of)
    return [door_router(door), audit, webhooks.webhooks, deliveries.deliveries, live.live]

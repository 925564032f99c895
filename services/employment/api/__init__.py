"""Employment over HTTP: its door, and the register of openings."""

from fastapi import APIRouter

from services.employment.api.openings import register_router
from services.employment.register import ProfileFor, Register
from shared.door.audit import audit_router
from shared.door.routes import DoorRoutes, door_router


def routers(door: DoorRoutes, register: Register, profile_for: ProfileFor | None = None) -> list[APIRouter]:
    """Everything that employment answers."""
    audit = audit_router(door.log, door.setting.checkpoint_key, door.setting.reader_of)
    return [door_router(door), audit, register_router(register, profile_for)]

"""Employment over HTTP: its door, plans, and the register of openings."""

from fastapi import APIRouter

from services.employment.api.openings import register_router
from services.employment.api.plans import plans_router
from services.employment.application import Plans
from services.employment.register import Register
from shared.door.audit import audit_router
from shared.door.routes import DoorRoutes, door_router
from shared.store.log import Log


def routers(door: DoorRoutes, register: Register, plans: Plans, reads: Log) -> list[APIRouter]:
    """Everything that employment answers."""
    audits = [audit_router(log, door.setting.checkpoint_key, door.setting.reader_of) for log in (door.log, reads)]
    return [door_router(door), *audits, register_router(register, plans.profile_for), plans_router(plans)]

"""What `topics.yaml` says: topics, and who may read and write them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml
from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ResourcePattern,
    ResourceType,
)
from pydantic import BaseModel, ConfigDict

from shared.kafka.settings import KafkaSettings

DECLARED = Path(__file__).with_name("topics.yaml")
DAY = 24 * 3600 * 1000
ANYWHERE = "*"


class Access(BaseModel):
    """The topics that one service may write and read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    write: Sequence[str]
    read: Sequence[str]


class Declared(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    retention_days: int
    topics: Sequence[str]
    access: Mapping[str, Access]

    @classmethod
    def read(cls, path: Path = DECLARED) -> "Declared":
        return cls.model_validate(yaml.safe_load(path.read_text()))

    def to_make(self, name: str, settings: KafkaSettings) -> Mapping[str, object]:
        """How a topic is made; a write counts once all copies but one have it."""
        configs = {
            "retention.ms": str(self.retention_days * DAY),
            "min.insync.replicas": str(max(1, settings.copies - 1)),
        }
        return {
            "num_partitions": settings.partitions,
            "replication_factor": settings.copies,
            "configs": configs,
        }

    def acls(self) -> list[ACL]:
        """The rules, each for one user, one operation and one topic or group."""
        return [
            *(_rule(user, ACLOperation.WRITE, topic) for user, may in self.access.items() for topic in may.write),
            *(_rule(user, ACLOperation.READ, topic) for user, may in self.access.items() for topic in may.read),
            *(_rule(user, ACLOperation.READ, user, ResourceType.GROUP) for user in self.access),
        ]


def described(acl: ACL) -> str:
    """A rule in a few words."""
    pattern = acl.resource_pattern
    return f"{acl.principal} may {acl.operation.name} {pattern.resource_type.name} {pattern.resource_name}"


def _rule(user: str, operation: ACLOperation, name: str, kind: ResourceType = ResourceType.TOPIC) -> ACL:
    return ACL(f"User:{user}", ANYWHERE, operation, ACLPermissionType.ALLOW, ResourcePattern(kind, name))

"""What makes a change of the past show: a link from event to event, a tree over all, and signed checkpoints of it."""

from shared.chain.links import GENESIS, link

__all__ = ["GENESIS", "link"]

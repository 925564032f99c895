"""What is to be carried to somebody: kept until it was, sent again where nobody knows, and never told twice.

A delivery is one notice, or digest, for one person and reason by one channel, and its id is made of these: whoever asks
for it again asks for the same one, and its receiver knows it again by the id in its `Message-ID` or `webhook-id`.
"""

from services.notifications.deliveries.asked import Channel, Letter, Outgoing
from services.notifications.deliveries.claims import Claimed, Claims, Wanted
from services.notifications.deliveries.outcome import DONE, NOT_TRIED, Outcome
from services.notifications.deliveries.rows import Deliveries

__all__ = ["DONE", "NOT_TRIED", "Channel", "Claimed", "Claims", "Deliveries", "Letter", "Outcome", "Outgoing", "Wanted"]

"""What is told to notifications: a log of its own beside the pathway's, sealed by keys that open nothing else."""

from typing import Final

from services.pathway.feed.book import FeedBook as FeedBook

NAME: Final = "notices"

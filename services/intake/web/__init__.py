"""The provider's desk: the pages of the intake service."""

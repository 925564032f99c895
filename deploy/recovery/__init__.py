"""A copy of a store as it stood at one moment, made while it writes, and the store made again from it."""

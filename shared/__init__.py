"""Mechanism and the published language; no rule of the domain."""

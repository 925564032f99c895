"""Wiring, the command line, and what it takes to run Ariadna."""

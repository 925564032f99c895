"""How events of the published language are folded, alike in every service that does: pure, and of no service alone."""

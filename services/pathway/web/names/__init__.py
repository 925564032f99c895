"""What the catalogue of events calls things, in words: a test finds any that is not here."""

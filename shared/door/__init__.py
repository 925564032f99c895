"""A door: where a service takes in posted events and answers each with a receipt."""

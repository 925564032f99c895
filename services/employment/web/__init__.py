"""The pages of the employment service."""

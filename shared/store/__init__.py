"""The stamped log of a service: append-only, encrypted per pathway, chained, gap-free."""

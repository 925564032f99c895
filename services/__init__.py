"""The services; none of them knows another."""

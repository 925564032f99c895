"""What runs beside the services, started as plain processes of this machine."""

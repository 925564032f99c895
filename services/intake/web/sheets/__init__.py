"""A spreadsheet at the desk: read, shown as what its rows would become, and stored once that is confirmed."""

"""What an outside auditor gets: an export of the logs without any content, and a script that needs nothing of ours."""

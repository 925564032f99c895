"""What the command line shows: her history as a timeline, and the lists as tables."""

from deploy.terminal.figures import figures
from deploy.terminal.funding import impact_report, missing_table, what_if_report
from deploy.terminal.grants import grant_table
from deploy.terminal.providers import provider_table
from deploy.terminal.reads import reads_table
from deploy.terminal.tables import gap_table, history_table, notice_table, risk_table, task_table
from deploy.terminal.timeline import timeline

__all__ = [
    "figures",
    "gap_table",
    "grant_table",
    "history_table",
    "impact_report",
    "missing_table",
    "notice_table",
    "provider_table",
    "reads_table",
    "risk_table",
    "task_table",
    "timeline",
    "what_if_report",
]

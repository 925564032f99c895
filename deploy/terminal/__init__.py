"""What the command line shows: her history as a timeline, and the lists as tables."""

from deploy.terminal.figures import figures
from deploy.terminal.tables import gap_table, history_table, notice_table, risk_table, task_table
from deploy.terminal.timeline import timeline

__all__ = ["figures", "gap_table", "history_table", "notice_table", "risk_table", "task_table", "timeline"]

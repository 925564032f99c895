"""A made-up register as a table, and the mapping that reads it."""

from pathlib import Path

MAPPING = """
event_id: {uuid5: [a made-up register, case, number]}
pathway_id: {uuid5: [a made-up register, case]}
provider_id: {column: team, as: slug, prefix: BCN-}
occurred_on: {column: day}
events:
  by: kind
  table:
    begins:
      type: StepStarted
      data: {step_id: {column: number, prefix: s}, dimension: health, conditional: false}
    meets:
      type: SessionRecorded
      data:
        step_id: s1
        outcome: {column: how, codes: {"yes": attended, "no": missed}, default: missed_informed}
        format: individual
        minutes: {column: minutes, as: integer}
    speaks:
      type: RightsInformationGiven
      data:
        topics: {column: how, as: list}
        language: {column: team, codes: {Far: ca}}
        interpreter: {column: minutes, codes: {"0": false, "1": true}, default: false}
        understood: confirmed
    paid:
      type: FundingWindowChanged
      data: {funding_window_id: {column: how, as: upper}, last_day: 2026-12-31, status: confirmed}
"""
HEADER = "case,number,team,day,kind,how,minutes\n"


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path

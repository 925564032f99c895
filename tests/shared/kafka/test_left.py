"""A store that was made again from a backup leaves the topics that it knew, and no others."""

from shared.kafka.left import leave, left


def test_every_topic_that_was_read_or_filled_is_left_and_no_other_way(log):
    log.note({"kafka": 9, "kafka id-1": 9, "id_2:0": 4, "id_2:5": 1, "intake/0": 3, "intake": 7}, lambda cursor: None)
    log.note({"redriven id-3:0": 2}, lambda cursor: None)
    assert left(log) == set()
    leave(log)
    assert left(log) == {"id-1", "id_2", "id-3"}
    log.note({"kafka id-4": 1}, lambda cursor: None)
    leave(log)
    assert left(log) == {"id-1", "id_2", "id-3", "id-4"}

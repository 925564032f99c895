"""A store that was made again from a backup leaves the topics that it knew, and no others."""

from shared.kafka.left import begin, leave, left


def test_every_topic_that_was_read_or_filled_is_left_and_no_other_way(log):
    log.note({"kafka": 9, "kafka id-1": 9, "id_2:0": 4, "id_2:5": 1, "intake/0": 3, "intake": 7}, lambda cursor: None)
    log.note({"redriven id-3:0": 2}, lambda cursor: None)
    assert left(log) == set()
    leave([log])
    assert left(log) == {"id-1", "id_2", "id-3"}
    log.note({"kafka id-4": 1}, lambda cursor: None)
    leave([log])
    assert left(log) == {"id-1", "id_2", "id-3", "id-4"}


def test_a_topic_is_left_by_all_who_would_read_it_or_had_only_begun_to_fill_it(open_log):
    fills, reads = open_log("intake"), open_log("pathway")
    begin(fills, "kafka id-1")
    assert fills.position_of("kafka id-1") == 0
    leave([fills, reads])
    assert left(fills) == left(reads) == {"id-1"}


def test_who_begins_again_keeps_what_was_reached(log):
    log.note({"kafka id-1": 7}, lambda cursor: None)
    begin(log, "kafka id-1")
    assert log.position_of("kafka id-1") == 7

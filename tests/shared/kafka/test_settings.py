"""How Kafka is reached, as the environment says it; and when a door says that too much waits."""

import pytest

from shared.kafka.outbound import NotPublished, Waiting, refuse_beyond
from shared.kafka.settings import KafkaMissettled, KafkaSettings

SIGNED_IN = {"PROTOCOL": "SASL_PLAINTEXT", "USER": "intake", "PASSWORD": "hush"}


def said(**names):
    given = {"BOOTSTRAP": "kafka:9092", **names}
    return KafkaSettings.read({f"ARIADNA_KAFKA_{name}": value for name, value in given.items()})


def test_what_is_not_said_has_a_default():
    assert said() == KafkaSettings("kafka:9092", "PLAINTEXT", "", "", None, 6, 1)


def test_brokers_are_told_one_by_one_to_those_who_would_take_them_for_one():
    assert said(BOOTSTRAP="one:9092, two:9092").client()["bootstrap_servers"] == ["one:9092", "two:9092"]


def test_a_password_comes_from_a_file_or_a_variable_and_is_never_shown(tmp_path):
    (tmp_path / "password").write_text("hush\n")
    by_file = said(**{**SIGNED_IN, "PASSWORD": "", "PASSWORD_FILE": str(tmp_path / "password")})
    assert by_file == said(**SIGNED_IN)
    assert by_file.client()["sasl_plain_password"] == "hush"
    assert by_file.client()["sasl_mechanism"] == "SCRAM-SHA-512"
    assert "hush" not in repr(by_file) + str(by_file)


@pytest.mark.parametrize(
    "wrong",
    [
        {"BOOTSTRAP": ""},
        {"PROTOCOL": "TELNET"},
        {**SIGNED_IN, "USER": ""},
        {**SIGNED_IN, "PASSWORD": ""},
        {**SIGNED_IN, "PASSWORD_FILE": "nowhere"},
        {"PARTITIONS": "six"},
        {"PARTITIONS": "0"},
        {"COPIES": "-1"},
    ],
)
def test_settings_that_make_no_sense_are_refused_without_being_repeated(wrong):
    with pytest.raises(KafkaMissettled) as refused:
        said(**wrong)
    assert not any(
        value and value in str(refused.value).replace("ARIADNA_KAFKA", "") for value in ("TELNET", "nowhere")
    )


@pytest.mark.parametrize("waiting", [Waiting(11, 0), Waiting(0, 5.1), Waiting(11, 6)])
def test_a_door_refuses_once_too_much_waits_or_for_too_long(waiting):
    with pytest.raises(NotPublished) as refused:
        refuse_beyond(waiting, events=10, seconds=5)
    assert (refused.value.status, refused.value.code) == (503, "not_published")
    assert refused.value.headers["Retry-After"]


def test_a_door_goes_on_up_to_the_bound():
    refuse_beyond(Waiting(10, 5), events=10, seconds=5)

"""The Janus protocol as a script: what goes out, what comes in, what it means."""

import json

import pytest

from footlights.media.janus.protocol import Answer, News, Protocol


@pytest.fixture
def protocol() -> Protocol:
    return Protocol("secret")


def test_request_carries_secret_and_transaction(protocol: Protocol) -> None:
    transaction, text = protocol.request("attach", ends="reply", session_id=7, plugin="p", handle_id=None)

    assert json.loads(text) == {
        "janus": "attach",
        "transaction": transaction,
        "apisecret": "secret",
        "session_id": 7,
        "plugin": "p",
    }


def test_reply_ends_a_request(protocol: Protocol) -> None:
    transaction, _ = protocol.request("create", ends="reply")
    reply = {"janus": "success", "transaction": transaction, "data": {"id": 5}}

    assert protocol.receive(json.dumps(reply)) == Answer(transaction, {"id": 5})
    assert protocol.receive(json.dumps(reply)) is None


def test_acknowledgement_is_only_on_the_way_to_an_event(protocol: Protocol) -> None:
    transaction, _ = protocol.request("message", ends="event")
    event = {
        "janus": "event",
        "transaction": transaction,
        "sender": 3,
        "plugindata": {"plugin": "v", "data": {"videoroom": "joined"}},
        "jsep": {"type": "answer", "sdp": "v=0"},
    }

    on_the_way = protocol.receive(json.dumps({"janus": "ack", "transaction": transaction}))
    end = protocol.receive(json.dumps(event))

    assert on_the_way is None
    assert end == Answer(transaction, {"videoroom": "joined"}, {"type": "answer", "sdp": "v=0"})


def test_acknowledgement_ends_a_trickle(protocol: Protocol) -> None:
    transaction, _ = protocol.request("trickle", ends="ack")

    assert protocol.receive(json.dumps({"janus": "ack", "transaction": transaction})) == Answer(transaction, {})


@pytest.mark.parametrize(
    "refusal",
    [
        {"janus": "error", "error": {"code": 403, "reason": "Unauthorized"}},
        {"janus": "success", "plugindata": {"data": {"error_code": 403, "error": "Unauthorized"}}},
        {"janus": "event", "plugindata": {"data": {"error_code": 403, "error": "Unauthorized"}}},
    ],
)
def test_refusals_of_janus_and_of_plugins_look_the_same(protocol: Protocol, refusal: dict[str, object]) -> None:
    transaction, _ = protocol.request("message", ends="event")

    answer = protocol.receive(json.dumps(refusal | {"transaction": transaction}))

    assert isinstance(answer, Answer)
    assert answer.error is not None
    assert (answer.error.code, str(answer.error)) == (403, "403 Unauthorized")


def test_late_answer_is_dropped(protocol: Protocol) -> None:
    transaction, _ = protocol.request("ping", ends="reply")
    protocol.forget(transaction)

    assert protocol.receive(json.dumps({"janus": "success", "transaction": transaction})) is None


def test_news_names_its_handle(protocol: Protocol) -> None:
    hangup = protocol.receive(json.dumps({"janus": "hangup", "sender": 9, "reason": "ICE failed"}))
    talking = protocol.receive(
        json.dumps({"janus": "event", "sender": 9, "plugindata": {"data": {"videoroom": "talking", "id": "a"}}})
    )

    assert isinstance(hangup, News)
    assert (hangup.handle, hangup.kind) == (9, "hangup")
    assert talking == News(9, "event", {"videoroom": "talking", "id": "a"})

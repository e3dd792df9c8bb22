"""What a history holds: its payloads as stored and as they read, and its events by name."""

from collections.abc import Iterator

from google.protobuf.message import Message
from temporalio.api.common.v1 import Payload, SearchAttributes
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.converter import DataConverter


def messages(message: Message) -> Iterator[Message]:
    """The message and all within it; search attributes, which the server itself must read, are left out."""
    yield message
    for field, value in message.ListFields():
        if field.message_type is None or isinstance(value, SearchAttributes):
            continue
        if field.message_type.GetOptions().map_entry:
            held = value.values() if field.message_type.fields_by_name["value"].message_type else ()
        else:
            held = value if isinstance(value, list) or hasattr(value, "add") else (value,)
        for one in held:
            yield from messages(one)


def payloads(history: WorkflowHistory) -> list[Payload]:
    """Every payload of the history as it is stored, search attributes apart."""
    return [found for event in history.events for found in messages(event) if isinstance(found, Payload)]


async def words(history: WorkflowHistory, converter: DataConverter) -> str:
    """Every payload of the history as it reads to one who has the key."""
    assert converter.payload_codec is not None
    plain = await converter.payload_codec.decode(payloads(history))
    return "\n".join(payload.data.decode() for payload in plain)


def names(history: WorkflowHistory) -> list[str]:
    """The events' names, such as `TIMER_FIRED`."""
    return [EventType.Name(event.event_type).removeprefix("EVENT_TYPE_") for event in history.events]

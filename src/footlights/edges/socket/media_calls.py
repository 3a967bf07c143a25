"""Calls about sound and picture. The server decides who may publish; the media server never hears a browser."""

from footlights.edges.socket.commands import Call, command
from footlights.room.frames.media_calls import (
    MediaAnswer,
    MediaCandidate,
    MediaLayers,
    MediaPublish,
    MediaPublishAnswer,
    MediaSwitch,
    MediaUnpublish,
)
from footlights.room.frames.session_calls import Empty


@command("media.publish", is_slow=True)
async def publish(call: Call[MediaPublish]) -> MediaPublishAnswer:
    return await call.room.media.publish(call.visit, call.given)


@command("media.state", is_slow=True)
async def switch(call: Call[MediaSwitch]) -> Empty:
    await call.room.media.switch(call.visit, call.given)
    return Empty()


@command("media.unpublish", is_slow=True)
async def unpublish(call: Call[MediaUnpublish]) -> Empty:
    await call.room.media.unpublish(call.visit, call.given.kind)
    return Empty()


@command("media.watch", is_slow=True)
async def watch(call: Call[Empty]) -> Empty:
    await call.room.media.watch(call.visit)
    return Empty()


@command("media.answer", is_slow=True)
async def answer(call: Call[MediaAnswer]) -> Empty:
    await call.room.media.answer(call.visit, call.given.n, call.given.sdp)
    return Empty()


@command("media.candidate", is_slow=True)
async def add_candidate(call: Call[MediaCandidate]) -> Empty:
    await call.room.media.candidate(call.visit, call.given)
    return Empty()


@command("media.layers", is_slow=True)
async def choose_layers(call: Call[MediaLayers]) -> Empty:
    await call.room.media.layers(call.visit, call.given)
    return Empty()

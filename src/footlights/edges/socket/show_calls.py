"""Calls about cards, the run of show, files, slides and films."""

from collections.abc import Awaitable, Callable

from footlights.edges.socket.commands import Call, W, command
from footlights.engagement.cards import actions as cards
from footlights.engagement.cards.rules import CardDraft
from footlights.engagement.cues import actions as cues
from footlights.engagement.cues.launching import launch_cue
from footlights.engagement.files import forget_stored
from footlights.engagement.films import actions as films
from footlights.engagement.handouts import actions as handouts
from footlights.engagement.slides import actions as slides
from footlights.kit.clock import utcnow
from footlights.kit.database import Db
from footlights.room.actors import RoomActor
from footlights.room.frames.activity_calls import (
    CardAdd,
    CardNamed,
    CardShow,
    CueAdd,
    CueMove,
    CueNamed,
    DeckNamed,
    FilmNamed,
    FilmSeek,
    FilmShow,
    HandoutNamed,
    ItemAnswer,
    SlidesShow,
)
from footlights.room.frames.session_calls import Empty, SeqAnswer


@command("card.add")
async def add_card(call: Call[CardAdd]) -> ItemAnswer:
    given = call.given
    draft = CardDraft(given.title, given.text, given.label, given.url)
    async with call.rooms.database.write() as db:
        seq, card_id = await cards.add_card(
            db, call.visit.actor, draft, client_id=given.client_id, is_shown=given.show, now=utcnow()
        )
    return ItemAnswer(seq=seq, id=card_id)


@command("card.show")
async def show_card(call: Call[CardShow]) -> SeqAnswer:
    given = call.given
    return await call.act(
        lambda db, actor: cards.show_card(db, actor, given.card_id, is_shown=given.is_shown, now=utcnow())
    )


@command("card.remove")
async def remove_card(call: Call[CardNamed]) -> SeqAnswer:
    return await call.act(lambda db, actor: cards.remove_card(db, actor, call.given.card_id, now=utcnow()))


@command("cue.add")
async def add_note(call: Call[CueAdd]) -> ItemAnswer:
    given = call.given
    async with call.rooms.database.write() as db:
        seq, cue_id = await cues.add_note(db, call.visit.actor, given.note, client_id=given.client_id, now=utcnow())
    return ItemAnswer(seq=seq, id=cue_id)


@command("cue.launch")
async def launch(call: Call[CueNamed]) -> SeqAnswer:
    return await call.act(lambda db, actor: launch_cue(db, actor, call.given.cue_id, now=utcnow()))


@command("cue.move")
async def move(call: Call[CueMove]) -> SeqAnswer:
    return await call.act(lambda db, actor: cues.move_cue(db, actor, call.given.cue_id, to=call.given.to, now=utcnow()))


@command("cue.remove")
async def remove_note(call: Call[CueNamed]) -> SeqAnswer:
    return await call.act(lambda db, actor: cues.remove_note(db, actor, call.given.cue_id, now=utcnow()))


@command("handout.remove")
async def remove_handout(call: Call[HandoutNamed]) -> SeqAnswer:
    return await _remove_stored(
        call, handouts.FOLDER, lambda db, actor: handouts.remove_handout(db, actor, call.given.handout_id, now=utcnow())
    )


@command("deck.remove")
async def remove_deck(call: Call[DeckNamed]) -> SeqAnswer:
    return await _remove_stored(
        call, slides.FOLDER, lambda db, actor: slides.remove_deck(db, actor, call.given.deck_id, now=utcnow())
    )


@command("slides.show")
async def show_slides(call: Call[SlidesShow]) -> SeqAnswer:
    return await call.act(
        lambda db, actor: slides.show_slides(db, actor, call.given.deck_id, page=call.given.page, now=utcnow())
    )


@command("film.remove")
async def remove_film(call: Call[FilmNamed]) -> SeqAnswer:
    return await _remove_stored(
        call, films.FOLDER, lambda db, actor: films.remove_film(db, actor, call.given.film_id, now=utcnow())
    )


@command("film.show")
async def show_film(call: Call[FilmShow]) -> SeqAnswer:
    return await call.act(lambda db, actor: films.show_film(db, actor, call.given.film_id, now=utcnow()))


@command("film.play")
async def play_film(call: Call[Empty]) -> SeqAnswer:
    return await call.act(lambda db, actor: films.play_film(db, actor, is_playing=True, now=utcnow()))


@command("film.pause")
async def pause_film(call: Call[Empty]) -> SeqAnswer:
    return await call.act(lambda db, actor: films.play_film(db, actor, is_playing=False, now=utcnow()))


@command("film.seek")
async def seek_film(call: Call[FilmSeek]) -> SeqAnswer:
    position_ms = call.given.position_ms
    return await call.act(lambda db, actor: films.seek_film(db, actor, position_ms, now=utcnow()))


async def _remove_stored(
    call: Call[W], folder: str, remove: Callable[[Db, RoomActor], Awaitable[tuple[int, str]]]
) -> SeqAnswer:
    """Take something off the list of the session, and then its bytes out of the folder."""
    async with call.rooms.database.write() as db:
        seq, stored_as = await remove(db, call.visit.actor)
    await forget_stored(call.rooms.settings.data_path / folder / stored_as)
    return SeqAnswer(seq=seq)

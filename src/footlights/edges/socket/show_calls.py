"""Calls about cards, the run of show, files, slides and films."""

from footlights.edges.socket.commands import Call, command
from footlights.engagement.cards import actions as cards
from footlights.engagement.cards.rules import CardDraft
from footlights.engagement.cues import actions as cues
from footlights.engagement.cues.launching import launch_cue
from footlights.engagement.files import forget_stored
from footlights.engagement.films import actions as films
from footlights.engagement.handouts import actions as handouts
from footlights.engagement.slides import actions as slides
from footlights.kit.clock import utcnow
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
    async with call.rooms.database.write() as db:
        seq = await cards.show_card(db, call.visit.actor, given.card_id, is_shown=given.is_shown, now=utcnow())
    return SeqAnswer(seq=seq)


@command("card.remove")
async def remove_card(call: Call[CardNamed]) -> SeqAnswer:
    async with call.rooms.database.write() as db:
        seq = await cards.remove_card(db, call.visit.actor, call.given.card_id, now=utcnow())
    return SeqAnswer(seq=seq)


@command("cue.add")
async def add_note(call: Call[CueAdd]) -> ItemAnswer:
    given = call.given
    async with call.rooms.database.write() as db:
        seq, cue_id = await cues.add_note(db, call.visit.actor, given.note, client_id=given.client_id, now=utcnow())
    return ItemAnswer(seq=seq, id=cue_id)


@command("cue.launch")
async def launch(call: Call[CueNamed]) -> SeqAnswer:
    async with call.rooms.database.write() as db:
        seq = await launch_cue(db, call.visit.actor, call.given.cue_id, now=utcnow())
    return SeqAnswer(seq=seq)


@command("cue.move")
async def move(call: Call[CueMove]) -> SeqAnswer:
    async with call.rooms.database.write() as db:
        seq = await cues.move_cue(db, call.visit.actor, call.given.cue_id, to=call.given.to, now=utcnow())
    return SeqAnswer(seq=seq)


@command("cue.remove")
async def remove_note(call: Call[CueNamed]) -> SeqAnswer:
    async with call.rooms.database.write() as db:
        seq = await cues.remove_note(db, call.visit.actor, call.given.cue_id, now=utcnow())
    return SeqAnswer(seq=seq)


@command("handout.remove")
async def remove_handout(call: Call[HandoutNamed]) -> SeqAnswer:
    async with call.rooms.database.write() as db:
        seq, stored_as = await handouts.remove_handout(db, call.visit.actor, call.given.handout_id, now=utcnow())
    await forget_stored(call.rooms.settings.data_path / handouts.FOLDER / stored_as)
    return SeqAnswer(seq=seq)


@command("deck.remove")
async def remove_deck(call: Call[DeckNamed]) -> SeqAnswer:
    async with call.rooms.database.write() as db:
        seq, stored_as = await slides.remove_deck(db, call.visit.actor, call.given.deck_id, now=utcnow())
    await forget_stored(call.rooms.settings.data_path / slides.FOLDER / stored_as)
    return SeqAnswer(seq=seq)


@command("slides.show")
async def show_slides(call: Call[SlidesShow]) -> SeqAnswer:
    async with call.rooms.database.write() as db:
        seq = await slides.show_slides(db, call.visit.actor, call.given.deck_id, page=call.given.page, now=utcnow())
    return SeqAnswer(seq=seq)


@command("film.remove")
async def remove_film(call: Call[FilmNamed]) -> SeqAnswer:
    async with call.rooms.database.write() as db:
        seq, stored_as = await films.remove_film(db, call.visit.actor, call.given.film_id, now=utcnow())
    await forget_stored(call.rooms.settings.data_path / films.FOLDER / stored_as)
    return SeqAnswer(seq=seq)


@command("film.show")
async def show_film(call: Call[FilmShow]) -> SeqAnswer:
    async with call.rooms.database.write() as db:
        return SeqAnswer(seq=await films.show_film(db, call.visit.actor, call.given.film_id, now=utcnow()))


@command("film.play")
async def play_film(call: Call[Empty]) -> SeqAnswer:
    async with call.rooms.database.write() as db:
        return SeqAnswer(seq=await films.play_film(db, call.visit.actor, is_playing=True, now=utcnow()))


@command("film.pause")
async def pause_film(call: Call[Empty]) -> SeqAnswer:
    async with call.rooms.database.write() as db:
        return SeqAnswer(seq=await films.play_film(db, call.visit.actor, is_playing=False, now=utcnow()))


@command("film.seek")
async def seek_film(call: Call[FilmSeek]) -> SeqAnswer:
    position_ms = call.given.position_ms
    async with call.rooms.database.write() as db:
        return SeqAnswer(seq=await films.seek_film(db, call.visit.actor, position_ms, now=utcnow()))

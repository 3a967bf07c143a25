"""Writes that wait are written in one transaction: while one group commits, the next gathers.

    done = await together.write(register_all, form)      # register_all(db, forms) -> one result for each form

Nobody is answered before the commit that holds their write, and a refusal concerns one item alone: it is a result, not
a raise. A group that fails as a whole is tried again item by item, each in a transaction of its own, so that nobody
suffers from somebody else. Work alone in the queue begins at once: a lone write waits for nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import Any, TypeVar

from footlights.kit.database import Database, Db
from footlights.kit.errors import AppError

Item = TypeVar("Item")
Done = TypeVar("Done")
Work = Callable[[Db, Sequence[Item]], Awaitable[Sequence[Done | AppError]]]
"""One result for each item, in their order. Always the same function for what shall be written together."""
MOST = 64
"""Items of one transaction; it keeps others from writing while it lasts."""
_Waiting = list[tuple[Any, "asyncio.Future[Any]"]]  # Any: items and results of any kind of work


class GroupWriter:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[Any, _Waiting] = {}
        self._tasks: dict[Any, asyncio.Task[None]] = {}

    async def wait_until_quiet(self) -> None:
        """Return when nobody waits for a write."""
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    async def write(self, work: Work[Item, Done], item: Item) -> Done:
        """Have `item` written by `work` with others that wait for the same. Raises the refusal that it ends with."""
        future: asyncio.Future[Done] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(work, []).append((item, future))
        if work not in self._tasks:
            self._tasks[work] = asyncio.create_task(self._run(work), context=Context())
        return await future

    async def _run(self, work: Work[Any, Any]) -> None:
        try:
            while waiting := self._waiting.pop(work, []):
                group, rest = waiting[:MOST], waiting[MOST:]
                if rest:
                    self._waiting[work] = rest
                await self._write(work, [(item, future) for item, future in group if not future.done()])
        finally:
            del self._tasks[work]

    async def _write(self, work: Work[Any, Any], group: _Waiting) -> None:
        if not group:
            return
        try:
            async with self._database.write() as db:
                results = await work(db, [item for item, _ in group])
        except Exception as error:
            if len(group) == 1:
                _answer(group[0][1], error)
                return
            for one in group:
                await self._write(work, [one])
            return
        for (_, future), result in zip(group, results, strict=True):
            _answer(future, result)


def _answer(future: "asyncio.Future[Any]", result: object) -> None:
    if future.done():  # whoever asked has gone
        return
    if isinstance(result, Exception):
        future.set_exception(result)
    else:
        future.set_result(result)

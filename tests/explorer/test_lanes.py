"""Few at once, few that wait, none for longer than its limit."""

import asyncio
import threading

import pytest

from rls_sim.explorer.lanes import THREADS, Lane, Overdue, cores
from rls_sim.explorer.requests import Refusal

LONG = 60.0


def test_what_is_over_the_limit_is_sent_away_and_the_rest_is_done():
    lane, open_ = Lane("test", 2, 3, LONG), threading.Event()

    async def all_at_once():
        asked = [
            asyncio.create_task(lane.run(lambda i=i: (open_.wait(LONG), i)[1])) for i in range(9)
        ]
        await asyncio.sleep(0)  # each has asked
        open_.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    found = asyncio.run(all_at_once())

    assert found[:5] == [0, 1, 2, 3, 4]
    assert all(isinstance(answer, Refusal) and answer.status == 503 for answer in found[5:])


def test_no_more_than_its_threads_work_at_once():
    lane, inside, most, lock = Lane("test", 2, 20, LONG), [], [], threading.Lock()

    def work():
        with lock:
            inside.append(threading.current_thread().name)
            most.append(len(inside))
        threading.Event().wait(0.01)
        with lock:
            inside.pop()

    async def all_at_once():
        await asyncio.gather(*(lane.run(work) for _ in range(20)))

    asyncio.run(all_at_once())

    assert max(most) == 2


def test_work_that_takes_too_long_is_left_and_keeps_its_place():
    lane, open_ = Lane("test", 1, 0, 0.01), threading.Event()

    async def ask():
        with pytest.raises(Overdue):
            await lane.run(lambda: open_.wait(LONG))
        with pytest.raises(Refusal):  # the one place is still taken
            await lane.run(lambda: 1)
        open_.set()
        for _ in range(1000):
            await asyncio.sleep(0.01)
            try:
                return await lane.run(lambda: 1)
            except (Refusal, Overdue):
                continue
        return None

    assert asyncio.run(ask()) == 1


def test_trouble_in_a_thread_is_told_to_who_asked():
    async def ask():
        await Lane("test", 1, 1, LONG).run(lambda: {}["missing"])

    with pytest.raises(KeyError):
        asyncio.run(ask())


def test_threads_are_named_so_that_an_interrupted_command_does_not_wait_for_them():
    async def ask():
        return await Lane("test", 1, 1, LONG).run(lambda: threading.current_thread().name)

    assert asyncio.run(ask()).startswith(THREADS)
    assert THREADS.startswith("rls-sim")


def test_there_is_a_processor():
    assert cores() >= 1

"""Few at once, few that wait, none for longer than its limit."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from rls_sim.explorer.lanes import THREADS, Abandoned, Lane, Overdue, cores
from rls_sim.explorer.requests import Refusal

LONG = 60.0


def in_a_loop(coroutine):
    """What it gives, run in a thread of its own: a browser's driver has a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, coroutine).result()


def test_what_is_over_the_limit_is_sent_away_and_the_rest_is_done():
    lane, open_ = Lane("test", 2, 3, LONG), threading.Event()

    async def all_at_once():
        asked = [
            asyncio.create_task(lane.run(lambda i=i: (open_.wait(LONG), i)[1])) for i in range(9)
        ]
        await asyncio.sleep(0)  # each has asked
        open_.set()
        return await asyncio.gather(*asked, return_exceptions=True)

    found = in_a_loop(all_at_once())

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

    in_a_loop(all_at_once())

    assert max(most) == 2


def test_work_that_takes_too_long_is_left_and_keeps_its_place():
    lane, open_ = Lane("test", 1, 0, 0.01), threading.Event()

    async def ask():
        with pytest.raises(Overdue):
            await lane.run(lambda: open_.wait(LONG))
        with pytest.raises(Refusal):  # the one place is still taken
            await lane.run(lambda: 1)
        open_.set()
        return await until_it_takes_work(lane)

    assert in_a_loop(ask()) == 1


def test_work_whose_turn_does_not_come_in_time_is_not_done_and_says_so():
    lane, open_, done = Lane("test", 1, 1, 0.01), threading.Event(), []

    async def ask():
        first = asyncio.create_task(lane.run(lambda: open_.wait(LONG)))
        await asyncio.sleep(0)
        with pytest.raises(Refusal, match="waited too long") as told:
            await lane.run(lambda: done.append("second"))
        assert told.value.status == 503
        with pytest.raises(Overdue):
            await first
        with pytest.raises(Refusal, match="waited too long"):  # its place is free again
            await lane.run(lambda: done.append("third"))
        open_.set()
        await until_it_takes_work(lane)

    in_a_loop(ask())

    assert done == []


def test_who_goes_gives_back_the_place_of_what_was_not_begun():
    lane, open_, done = Lane("test", 1, 1, LONG), threading.Event(), []

    async def ask():
        first = asyncio.create_task(lane.run(lambda: open_.wait(LONG)))
        leaves = asyncio.Event()
        second = asyncio.create_task(lane.run(lambda: done.append("second"), leaves.wait()))
        await asyncio.sleep(0)
        leaves.set()
        with pytest.raises(Abandoned):
            await second
        third = asyncio.create_task(lane.run(lambda: done.append("third")))
        await asyncio.sleep(0)
        assert not third.done()  # it waits, where it would have been sent away
        open_.set()
        await asyncio.gather(first, third)

    in_a_loop(ask())

    assert done == ["third"]


def test_who_goes_from_work_that_was_begun_is_let_go_and_the_place_is_kept():
    lane, open_, begun = Lane("test", 1, 0, LONG), threading.Event(), threading.Event()

    async def ask():
        gone = asyncio.to_thread(begun.wait, LONG)
        with pytest.raises(Abandoned):
            await lane.run(lambda: (begun.set(), open_.wait(LONG)), gone)
        with pytest.raises(Refusal, match="busy"):
            await lane.run(lambda: 1)
        open_.set()
        return await until_it_takes_work(lane)

    assert in_a_loop(ask()) == 1


async def until_it_takes_work(lane):
    """What work gives once there is room for it."""
    for _ in range(1000):
        await asyncio.sleep(0.01)
        try:
            return await lane.run(lambda: 1)
        except (Refusal, Overdue):
            continue
    return None


def test_trouble_in_a_thread_is_told_to_who_asked():
    async def ask():
        await Lane("test", 1, 1, LONG).run(lambda: {}["missing"])

    with pytest.raises(KeyError):
        in_a_loop(ask())


def test_threads_are_named_so_that_an_interrupted_command_does_not_wait_for_them():
    async def ask():
        return await Lane("test", 1, 1, LONG).run(lambda: threading.current_thread().name)

    assert in_a_loop(ask()).startswith(THREADS)
    assert THREADS.startswith("rls-sim")


def test_there_is_a_processor():
    assert cores() >= 1

"""The worker: goes round, survives faults, stops cleanly, and tasks try again."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django_tasks_db.models import DBTaskResult, TaskResultStatus

from core import clock, outbox, retry, tasks, worker
from core.management.commands.worker import Command as WorkerCommand
from core.management.commands.worker import alone
from core.models import OutboxRow, SentMail, WorkerPulse
from tests.core import tries
from tests.core.recorder import Recorder, handling
from tests.factories.core import OutboxRowFactory, SentMailFactory

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def ticks(monkeypatch):
    """A worker with no ticks of other apps."""
    monkeypatch.setattr(worker, "_ticks", [])
    return worker._ticks


@pytest.fixture
def queue(settings, monkeypatch):
    """The real task queue in place of the dummy; its worker must not close the connection of the test."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    tries.calls.clear()


@pytest.mark.django_db
def test_a_round_delivers_the_outbox_and_leaves_a_sign_of_life(ticks):
    recorder = Recorder()
    with handling("probe", recorder):
        outbox.post("probe", pk=7)

        assert worker.Worker().round() is True

    assert recorder.calls == [{"pk": 7}]
    assert WorkerPulse.objects.get().beats_at <= clock.now()


@pytest.mark.django_db
def test_a_failing_part_does_not_stop_the_others(ticks, caplog):
    def fail():
        raise ConnectionError

    called = []
    worker.register_tick(fail)
    worker.register_tick(lambda: called.append(1))

    worker.Worker().round()

    assert called == [1]
    assert "fail failed: ConnectionError" in caplog.text


@pytest.mark.django_db
def test_a_part_that_fails_again_and_again_rests_and_the_others_keep_their_pace(ticks):
    tried, called = [], []

    def fail():
        tried.append(1)
        raise ConnectionError

    worker.register_tick(fail, seconds=0.0)
    worker.register_tick(lambda: called.append(1), seconds=0.0)
    one = worker.Worker()
    for _ in range(3):
        one.round()

    assert (len(tried), len(called)) == (1, 3)
    broken = one._parts[-2]
    for _ in range(9):
        broken.due = 0.0
        one.round()
    assert 10 < broken.due - time.monotonic() <= worker.LONGEST_REST_SECONDS


@pytest.mark.django_db
def test_a_tick_keeps_its_pace_and_its_end(ticks):
    called = []
    worker.register_tick(lambda: called.append("tick"), seconds=3600, at_end=lambda: called.append("end"))
    one = worker.Worker()

    one.round()
    one.round()
    one._end()

    assert called == ["tick", "end"]


@pytest.mark.django_db
def test_a_stopped_worker_ends(ticks):
    one = worker.Worker()
    one.stop()

    one.run()

    assert WorkerPulse.objects.count() == 0


@pytest.mark.django_db
def test_the_queue_is_worked(queue, ticks):
    tries.note.enqueue("a")

    while worker.Worker().run_tasks():
        pass

    assert tries.calls == ["a"]
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL


@pytest.mark.django_db
def test_an_empty_queue_costs_one_query(queue, django_assert_num_queries):
    one = worker.Worker()

    with django_assert_num_queries(1):  # is something ready? claiming would lock SQLite
        assert one.run_tasks() is False


@pytest.mark.django_db
def test_a_failing_task_tries_again_later_each_time_and_then_gives_up(queue, ticks):
    tries.fail.enqueue("a")
    one = worker.Worker()

    waits = []
    for _ in range(3):
        one.run_tasks()
        ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY).first()
        if ready:
            waits.append(round((ready.run_after - clock.now()).total_seconds(), -1))
            DBTaskResult.objects.filter(pk=ready.pk).update(run_after=clock.now())

    assert tries.calls == ["a", "a", "a"]
    assert waits == [10, 20]
    assert DBTaskResult.objects.failed().count() == 1


@pytest.mark.django_db
def test_a_task_whose_worker_died_is_taken_up(queue):
    tries.note.enqueue("a")
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, started_at=clock.now() - timedelta(hours=2))

    assert retry.take_up_lost() == 1
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY


@pytest.mark.django_db
def test_once_works_what_is_due_and_ends(ticks, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    recorder = Recorder()
    with handling("probe", recorder):
        outbox.post("probe")

        with alone():
            one = worker.Worker()
            while one.round():
                pass

    assert len(recorder.calls) == 1


@pytest.mark.skipif("connection.vendor != 'sqlite'")
@pytest.mark.django_db
def test_on_sqlite_a_second_worker_is_refused(settings, tmp_path):
    settings.DATA_DIR = tmp_path

    with alone(), pytest.raises(CommandError, match="Another worker is running"):
        call_command("worker")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_first_signal_stops_and_the_second_one_ends(monkeypatch, number):
    installed = {}
    monkeypatch.setattr(signal, "signal", installed.__setitem__)
    one = worker.Worker()
    WorkerCommand()._listen(one)

    installed[number](number, None)

    assert one._stop.is_set()
    assert installed[number] is signal.SIG_DFL


@pytest.mark.django_db
def test_a_database_that_may_lose_rows_is_refused(monkeypatch):
    monkeypatch.setattr("core.checks.sqlite_faults", lambda _: ["synchronous is 1, must be 2"])
    monkeypatch.setattr("core.checks.postgres_faults", lambda _: ["synchronous_commit is off, must be on"])

    with pytest.raises(SystemCheckError, match="synchronous"):
        call_command("worker", once=True)


@pytest.mark.django_db
def test_results_of_tasks_go_after_a_week(queue):
    for _ in range(3):
        tries.note.enqueue("a")
    old, young, _ = DBTaskResult.objects.all()
    ended = TaskResultStatus.SUCCESSFUL
    DBTaskResult.objects.filter(pk=old.pk).update(status=ended, finished_at=clock.now() - timedelta(days=8))
    DBTaskResult.objects.filter(pk=young.pk).update(status=ended, finished_at=clock.now())

    assert retry.prune() == 1
    assert DBTaskResult.objects.count() == 2


@pytest.mark.django_db
def test_the_night_forgets_what_is_old():
    now = clock.now()
    OutboxRowFactory(done_at=now - timedelta(days=8))
    SentMailFactory(started_at=now - timedelta(days=91))
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(days=1))

    tasks.forget()

    assert OutboxRow.objects.count() == SentMail.objects.count() == 0
    assert [session.session_key for session in Session.objects.all()] == ["new"]


def environment(tmp_path):
    """An installation of its own for a real process."""
    return {
        **os.environ,
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'own.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}",
    }


@pytest.mark.skipif("connection.vendor != 'sqlite'")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_real_worker_says_ready_and_stops_cleanly(tmp_path):
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(tmp_path / "own.sqlite3")])
    process = subprocess.Popen(  # noqa: S603 -- our own command
        [sys.executable, str(ROOT / "manage.py"), "worker"],
        env=environment(tmp_path),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    try:
        assert process.stdout.readline().startswith("worker: ready")
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    finally:
        watchdog.cancel()
        process.kill()
        process.communicate()

    assert (process.returncode, out.strip(), err.strip()) == (0, "worker: stopped", "")


@pytest.mark.django_db
def test_rows_posted_by_a_handler_are_delivered_in_the_same_round_or_the_next(ticks):
    second = Recorder()

    class Chain(Recorder):
        def __call__(self, **values):
            super().__call__(**values)
            outbox.post("second")

    with handling("second", second), handling("first", Chain()):
        outbox.post("first")
        one = worker.Worker()
        while one.round():
            pass

    assert len(second.calls) == 1
    assert OutboxRow.objects.filter(done_at__isnull=True).count() == 0

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
from django.core.management import CommandError, call_command
from django.db import connection
from django_tasks_db.models import DBTaskResult, TaskResultStatus

from core import clock, outbox, retry, worker
from core.management.commands.worker import alone
from core.models import OutboxRow, WorkerPulse
from tests.core import tries
from tests.core.recorder import Recorder, handling

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
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_real_worker_says_ready_and_stops_cleanly(tmp_path, number):
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
        process.send_signal(number)
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

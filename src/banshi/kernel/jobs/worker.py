"""The worker: takes jobs from the queue until it is told to stop (SIGTERM lets running jobs finish)."""

from procrastinate.contrib.django import app


def run(*, concurrency: int = 4, wait: bool = True) -> None:
    """Work. With `wait=False`, only until the queue is empty. Done jobs are deleted: the journal is the memory."""
    with app.replace_connector(app.connector.get_worker_connector()) as working:  # type: ignore[attr-defined]
        working.run_worker(
            concurrency=concurrency,
            wait=wait,
            delete_jobs="successful",
            install_signal_handlers=wait,
            listen_notify=wait,
            shutdown_graceful_timeout=30,
        )

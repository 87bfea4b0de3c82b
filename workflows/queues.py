"""Task queues: charges have one of their own, whose rate is limited for all workers together (S5)."""


def charges_queue(task_queue: str) -> str:
    """The queue of charges beside the service's: what is limited there keeps nothing else waiting."""
    return f"{task_queue}-charges"

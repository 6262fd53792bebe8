"""What may be said of a workload, and what happens to it."""

from .lifecycle import WrongConfirmation, archive_workload, delete_workload, restore_workload
from .profile import NameTaken, StaleProfile, create_workload, update_workload
from .uploads import UploadRefused, check_diagram, store_diagram

__all__ = [
    "NameTaken",
    "StaleProfile",
    "UploadRefused",
    "WrongConfirmation",
    "archive_workload",
    "check_diagram",
    "create_workload",
    "delete_workload",
    "restore_workload",
    "store_diagram",
    "update_workload",
]

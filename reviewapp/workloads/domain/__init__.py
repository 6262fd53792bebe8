"""What may be said of a workload, and what happens to it."""

from .lifecycle import archive_workload, delete_workload, restore_workload
from .profile import StaleProfile, create_workload, update_workload
from .uploads import UploadRefused, check_diagram, store_diagram

__all__ = [
    "StaleProfile",
    "UploadRefused",
    "archive_workload",
    "check_diagram",
    "create_workload",
    "delete_workload",
    "restore_workload",
    "store_diagram",
    "update_workload",
]

"""Pages about how accounts are reached and how a scan goes."""

from .connections import (
    connection_create,
    connection_detail,
    connection_edit,
    connection_remove,
    connection_test,
    connections,
    role_download,
)
from .scans import scan, scan_cancel, scan_progress, scan_start, scans

__all__ = [
    "connection_create",
    "connection_detail",
    "connection_edit",
    "connection_remove",
    "connection_test",
    "connections",
    "role_download",
    "scan",
    "scan_cancel",
    "scan_progress",
    "scan_start",
    "scans",
]

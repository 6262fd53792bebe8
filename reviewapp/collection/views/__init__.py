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
from .organisation import (
    discover,
    discovery_cancel,
    discovery_progress,
    found_connect,
    organisation,
)
from .rollout import (
    connections_test,
    connections_test_cancel,
    connections_test_progress,
    rollout,
    rollout_download,
)
from .scans import scan, scan_cancel, scan_progress, scan_start, scans

__all__ = [
    "connection_create",
    "connection_detail",
    "connection_edit",
    "connection_remove",
    "connection_test",
    "connections",
    "connections_test",
    "connections_test_cancel",
    "connections_test_progress",
    "discover",
    "discovery_cancel",
    "discovery_progress",
    "found_connect",
    "organisation",
    "role_download",
    "rollout",
    "rollout_download",
    "scan",
    "scan_cancel",
    "scan_progress",
    "scan_start",
    "scans",
]

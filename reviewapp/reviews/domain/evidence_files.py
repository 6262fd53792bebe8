"""How long the bytes of an attached file are kept."""

from uuid import UUID

from reviewapp.files.domain import remove_file

from ..models import EvidenceItem, Milestone, MilestoneFile


def keep_files_of(milestone: Milestone) -> None:
    """Keeps every file that is attached now, which is what the milestone's document names."""
    attached = EvidenceItem.objects.filter(
        answer__review__workload=milestone.workload_id,
        answer__review__removed_at=None,
        answer__retired=False,
        removed_at=None,
        file__isnull=False,
    )
    files = set(attached.values_list("file", flat=True))
    MilestoneFile.objects.bulk_create(
        [MilestoneFile(milestone=milestone, file_id=each) for each in files]
    )


def drop_unused(file_id: UUID | None) -> None:
    """Deletes a file that no attached item and no milestone names any more."""
    if file_id is None:
        return
    attached = EvidenceItem.objects.filter(file=file_id, removed_at=None).exists()
    if not attached and not MilestoneFile.objects.filter(file=file_id).exists():
        remove_file(file_id)

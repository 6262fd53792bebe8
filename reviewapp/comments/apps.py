from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "reviewapp.comments"
    label = "comments"

    def ready(self) -> None:
        # Models are there only now.
        from django.db.models.signals import post_delete

        from .models import Attachment
        from .receivers import drop_file

        post_delete.connect(drop_file, sender=Attachment, dispatch_uid="comments.file")

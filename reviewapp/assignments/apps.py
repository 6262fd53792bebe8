from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "reviewapp.assignments"
    label = "assignments"

    def ready(self) -> None:
        # Models are there only now.
        from reviewapp.reviews.signals import answer_saved, document_asked, questions_asked

        from .receivers import add_to_document, add_work, follow_answer

        answer_saved.connect(follow_answer, dispatch_uid="assignments.answer")
        questions_asked.connect(add_work, dispatch_uid="assignments.questions")
        document_asked.connect(add_to_document, dispatch_uid="assignments.document")

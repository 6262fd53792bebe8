from django.apps import AppConfig


class WorkloadsConfig(AppConfig):
    name = "reviewapp.workloads"
    label = "workloads"

    def ready(self) -> None:
        # Models are there only now.
        from reviewapp.notices.signals import who_may_see, workloads_seen
        from reviewapp.people.signals import invitation_accepted, member_gone

        from . import receivers

        who_may_see.connect(receivers.who_sees, dispatch_uid="workloads")
        workloads_seen.connect(receivers.workloads_of_member, dispatch_uid="workloads")
        invitation_accepted.connect(receivers.give_what_was_promised, dispatch_uid="workloads")
        member_gone.connect(receivers.forget_roles, dispatch_uid="workloads")

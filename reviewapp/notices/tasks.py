"""The tick that finds which mails are due, and the mails themselves."""

from celery import shared_task

from reviewapp.isolation.scopes import everything

from .domain import bundle_digests, bundle_waiting, forget_old
from .mail import send_mailing


@shared_task(name="notices.tick", expires=14)
@everything()
def tick() -> None:
    bundle_waiting()
    bundle_digests()


@shared_task(name="notices.mail")
@everything()
def mail(mailing_id: str) -> None:
    send_mailing(mailing_id)


@shared_task(name="notices.forget", expires=3600)
@everything()
def forget() -> None:
    forget_old()

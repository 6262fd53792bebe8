"""Profiles of an organisation: the list, one with its rules, made, described, undone, deleted."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviewapp.people.access import member_view
from reviewapp.people.models import Role

from ..access import own_profile, rights
from ..domain import profiles as domain
from ..domain.documents import InvalidProfile, profile_of
from ..domain.editing import PartGone, with_question_moved, without_question
from ..domain.profiles import NameTaken, StaleProfile
from ..domain.starter import create_starter, has_starter
from ..domain.targets import lenses_to_name
from ..forms import NAME_TAKEN, NewProfileForm, ProfileForm, VersionForm
from ..models import Profile
from ..pages.rules import algorithm, asked_rows
from ..queries import profiles_of, workloads_using

STALE = gettext_lazy(
    "Somebody else changed this profile in the meantime; nothing was done. Here it is now."
)
LISTED = 20


@require_safe
@member_view()
def profiles(request: HttpRequest) -> HttpResponse:
    found = list(profiles_of(request.organisation))  # type: ignore[attr-defined]
    context = {"profiles": found, "starter_there": has_starter(found), **rights(request)}
    return render(request, "priorities/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.LEAD)
def create(request: HttpRequest) -> HttpResponse:
    form = NewProfileForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = domain.create_profile(
                organisation=request.organisation,  # type: ignore[attr-defined]
                by=request.user,  # type: ignore[arg-type]
                **form.cleaned_data,
            )
        except NameTaken:
            form.add_error("name", NAME_TAKEN)
        except InvalidProfile as error:
            form.add_error(None, str(error))
        else:
            done = _("“%(name)s” is here. Write its first question.")
            messages.success(request, done % {"name": made.name})
            return redirect("priorities:question_new", made.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "priorities/create.html", {"form": form}, status=status)


@require_POST
@member_view()
def starter(request: HttpRequest) -> HttpResponse:
    """The starter profile, to begin with."""
    try:
        made = create_starter(organisation=request.organisation, by=request.user)  # type: ignore[attr-defined, arg-type]
    except NameTaken:
        taken = _("Your organisation has a profile of the starter's name already.")
        messages.error(request, taken)
        return redirect("priorities:list")
    except InvalidProfile as error:
        messages.error(request, str(error))
        return redirect("priorities:list")
    done = _("“%(name)s” is here. Read its rules, and change what you like.")
    messages.success(request, done % {"name": made.name})
    return redirect("priorities:detail", made.pk)


@require_safe
@member_view()
def profile(request: HttpRequest, *, profile_id: UUID) -> HttpResponse:
    """Every rule, how the order is worked out, and who uses the profile."""
    stored = own_profile(request, profile_id)
    found = profile_of(stored)
    rows = asked_rows(found, lenses_to_name(stored.organisation))
    used = workloads_using(stored).count()
    context = {
        "profile": stored,
        "rows": rows,
        "lost": any(option.lost for row in rows for option in row.options),
        "algorithm": algorithm(found),
        "workloads": workloads_using(stored)[:LISTED],
        "used": used,
        "more": max(used - LISTED, 0),
        **rights(request),
    }
    return render(request, "priorities/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.LEAD)
def edit(request: HttpRequest, *, profile_id: UUID) -> HttpResponse:
    """Name, description, threshold."""
    stored = own_profile(request, profile_id)
    if request.method != "POST":
        return _edit_page(request, stored, ProfileForm(initial=_described(stored)))
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, stored, form, status=422)
    try:
        domain.describe_profile(profile_id=stored.pk, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
    except NameTaken:
        form.add_error("name", NAME_TAKEN)
        return _edit_page(request, stored, form, status=422)
    except StaleProfile as stale:
        sent = {**request.POST.dict(), "read_version": stale.current.version}
        return _edit_page(request, stale.current, ProfileForm(sent), status=409, stale=True)
    except Profile.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Saved."))
    return redirect("priorities:detail", stored.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.OWNER, write=Role.OWNER)
def delete(request: HttpRequest, *, profile_id: UUID) -> HttpResponse:
    """What goes with the profile, and the button."""
    stored = own_profile(request, profile_id)
    if request.method == "POST":
        domain.delete_profile(profile_id=stored.pk)
        messages.success(request, _("“%(name)s” is deleted.") % {"name": stored.name})
        return redirect("priorities:list")
    context = {"profile": stored, "used": workloads_using(stored).count()}
    return render(request, "priorities/delete.html", context)


@require_POST
@member_view()
def undo(request: HttpRequest, *, profile_id: UUID) -> HttpResponse:
    """One step back; once more, and forward again."""
    stored = own_profile(request, profile_id)
    form = VersionForm(request.POST)
    try:
        domain.step_back(profile_id=stored.pk, read_version=_version(form), by=request.user)  # type: ignore[arg-type]
    except StaleProfile:
        messages.warning(request, STALE)
    except InvalidProfile as error:
        messages.info(request, str(error))
    except Profile.DoesNotExist:
        raise Http404 from None
    else:
        messages.success(request, _("The last change is taken back."))
    return redirect("priorities:detail", stored.pk)


@require_POST
@member_view()
def arrange(request: HttpRequest, *, profile_id: UUID) -> HttpResponse:
    """Moves or removes the question that the pressed button names: `do=up:<id>`."""
    stored = own_profile(request, profile_id)
    kind, _colon, asked = request.POST.get("do", "").partition(":")
    changes = {
        "up": lambda now: with_question_moved(now, asked, -1),
        "down": lambda now: with_question_moved(now, asked, +1),
        "remove": lambda now: without_question(now, asked),
    }
    if kind not in changes:
        messages.error(request, _("Nothing was done: the page did not say what to do."))
        return redirect("priorities:detail", stored.pk)
    try:
        domain.change_profile(
            profile_id=stored.pk,
            read_version=_version(VersionForm(request.POST)),
            change=changes[kind],
            by=request.user,  # type: ignore[arg-type]
        )
    except (StaleProfile, PartGone):
        messages.warning(request, STALE)
    except Profile.DoesNotExist:
        raise Http404 from None
    else:
        removed = _("The question is removed, with its rules. “Undo” brings it back.")
        messages.success(request, removed if kind == "remove" else _("The question is moved."))
    return redirect("priorities:detail", stored.pk)


def _version(form: VersionForm) -> int:
    """The version that was read; 0, which no profile has, where none can be read."""
    return int(form.cleaned_data["read_version"]) if form.is_valid() else 0


def _described(stored: Profile) -> dict[str, object]:
    return {
        "name": stored.name,
        "description": stored.description,
        "threshold": stored.threshold,
        "read_version": stored.version,
    }


def _edit_page(
    request: HttpRequest, stored: Profile, form: ProfileForm, *, status: int = 200, **more: object
) -> HttpResponse:
    context = {"profile": stored, "form": form, **more}
    return render(request, "priorities/edit.html", context, status=status)

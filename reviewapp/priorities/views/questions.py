"""Writing a question of a profile with its answers, and the rules of one answer."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from pillars.priorities import Asked, Option, Rule
from pillars.priorities import Profile as Asking
from reviewapp.people.access import member_view
from reviewapp.people.models import Role

from ..access import asked_of, option_of, own_profile
from ..domain.documents import MOST_RULES, InvalidProfile
from ..domain.editing import PartGone, with_option_moved, with_question, with_rules
from ..domain.profiles import StaleProfile, change_profile
from ..domain.targets import NamedLenses, lenses_to_name, rules_for
from ..forms import QuestionForm, SentRules, VersionForm, read_rules
from ..models import Profile
from ..pages.editing import Act, question_context, rules_context


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.LEAD)
def question_new(request: HttpRequest, *, profile_id: UUID) -> HttpResponse:
    stored = own_profile(request, profile_id)
    if request.method == "POST":
        return _save(request, stored, None)
    form = QuestionForm(asked=None, initial={"read_version": stored.version})
    return _page(request, stored, None, form)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.LEAD)
def question(request: HttpRequest, *, profile_id: UUID, asked: str) -> HttpResponse:
    """Its words and answers. Every button saves what is written, and then does what it says."""
    stored = own_profile(request, profile_id)
    found = asked_of(stored, asked)
    if request.method == "POST":
        return _save(request, stored, found)
    form = QuestionForm(asked=found, initial={"read_version": stored.version})
    return _page(request, stored, found, form)


def _save(request: HttpRequest, stored: Profile, asked: Asked | None) -> HttpResponse:
    act = Act.of(request.POST)
    form = QuestionForm(request.POST, asked=asked, removed=act.option_if("remove"))
    if not form.is_valid():
        return _page(request, stored, asked, form, status=422)
    try:
        saved = change_profile(
            profile_id=stored.pk,
            read_version=form.cleaned_data["read_version"],
            change=lambda now: _changed(now, form, asked, act),
            by=request.user,  # type: ignore[arg-type]
        )
    except StaleProfile as stale:
        return _stale(request, stale.current, asked, act)
    except InvalidProfile as error:
        form.add_error(None, str(error))
        return _page(request, stored, asked, form, status=422)
    except (PartGone, Profile.DoesNotExist):
        raise Http404 from None
    written = asked_of(saved, asked.id if asked else saved.questions[-1]["id"])
    return _after(request, saved, written, act)


def _changed(now: Asking, form: QuestionForm, asked: Asked | None, act: Act) -> Asking:
    after = with_question(now, form.texts(), question_id=asked.id if asked else "")
    step = {"up": -1, "down": +1}.get(act.kind)
    if asked and step and asked.option(act.option):
        return with_option_moved(after, asked.id, act.option, step)
    return after


def _after(request: HttpRequest, saved: Profile, asked: Asked, act: Act) -> HttpResponse:
    """Where the pressed button leads."""
    if act.kind == "rules" and asked.option(act.option):
        return redirect("priorities:rules", saved.pk, asked.id, act.option)
    if act.kind == "remove":
        messages.success(request, _("The answer is removed, with its rules."))
    elif act.kind in ("", "more"):
        messages.success(request, _("Saved."))
    if act.kind == "":
        return redirect("priorities:detail", saved.pk)
    return redirect("priorities:question", saved.pk, asked.id)


def _stale(request: HttpRequest, current: Profile, asked: Asked | None, act: Act) -> HttpResponse:
    """What was typed stays in the form, which now stands on the newer version."""
    sent = request.POST.copy()
    sent["read_version"] = str(current.version)
    now = asked_of(current, asked.id) if asked else None
    form = QuestionForm(sent, asked=now, removed=act.option_if("remove"))
    return _page(request, current, now, form, status=409, stale=True)


def _page(
    request: HttpRequest,
    stored: Profile,
    asked: Asked | None,
    form: QuestionForm,
    *,
    status: int = 200,
    stale: bool = False,
) -> HttpResponse:
    context = {**question_context(stored, asked, form), "stale": stale}
    return render(request, "priorities/question.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.LEAD)
def rules(request: HttpRequest, *, profile_id: UUID, asked: str, option: str) -> HttpResponse:
    """What one answer puts first in one lens: a weight for each pillar and question."""
    stored = own_profile(request, profile_id)
    found = asked_of(stored, asked)
    answer = option_of(found, option)
    lenses = lenses_to_name(stored.organisation)
    key = request.GET.get("lens", "")
    if key and key not in lenses and key not in {rule.lens for rule in answer.rules}:
        raise Http404
    if request.method == "POST":
        return _save_rules(request, stored, (found, answer), lenses, key)
    return _rules_page(request, stored, (found, answer), lenses, key)


def _save_rules(
    request: HttpRequest,
    stored: Profile,
    place: tuple[Asked, Option],
    lenses: NamedLenses,
    key: str,
) -> HttpResponse:
    asked, option = place
    version, sent = VersionForm(request.POST), read_rules(lenses, key, request.POST)
    if not version.is_valid():
        return _rules_page(request, stored, place, lenses, key, sent=sent, form=version, status=422)
    try:
        saved = change_profile(
            profile_id=stored.pk,
            read_version=version.cleaned_data["read_version"],
            change=lambda now: with_rules(
                now,
                question_id=asked.id,
                option_id=option.id,
                lens=key,
                rules=_rules(lenses, key, option, sent),
            ),
            by=request.user,  # type: ignore[arg-type]
        )
    except StaleProfile as stale:
        now = asked_of(stale.current, asked.id)
        again = (now, option_of(now, option.id))
        # Places among the rules that were read mean others now: all that is gone stays.
        sent = SentRules(sent.weights, frozenset(range(MOST_RULES)))
        return _rules_page(request, stale.current, again, lenses, key, sent=sent, status=409)
    except InvalidProfile as error:
        version.add_error(None, str(error))
        return _rules_page(request, stored, place, lenses, key, sent=sent, form=version, status=422)
    except (PartGone, Profile.DoesNotExist):
        raise Http404 from None
    return _rules_saved(request, option_of(asked_of(saved, asked.id), option.id), key)


def _rules_saved(request: HttpRequest, option: Option, key: str) -> HttpResponse:
    """Back to the lens at which they were, with a word of how many rules there are now."""
    count = len(option.rules)
    done = ngettext("Saved: %(n)s rule in all lenses.", "Saved: %(n)s rules in all lenses.", count)
    messages.success(request, done % {"n": count})
    query = QueryDict(mutable=True)
    query["lens"] = key
    return redirect(f"{request.path}?{query.urlencode()}" if key else request.path)


def _rules(lenses: NamedLenses, key: str, option: Option, sent: SentRules) -> list[Rule]:
    """The rules as they were sent, and of those that name what is gone the ones that stay."""
    kept = [
        rule for place, rule in enumerate(option.rules) if rule.lens == key and place in sent.kept
    ]
    known = key == "" or key in lenses
    made = rules_for(lenses, key, sent.weights) if known else []
    targets = {rule.target for rule in made}
    return [*made, *(rule for rule in kept if rule.target not in targets)]


def _rules_page(
    request: HttpRequest,
    stored: Profile,
    place: tuple[Asked, Option],
    lenses: NamedLenses,
    key: str,
    *,
    sent: SentRules | None = None,
    form: VersionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = rules_context(stored, place, lenses, key, sent=sent)
    context |= {"form": form, "stale": status == 409}
    return render(request, "priorities/rules.html", context, status=status)

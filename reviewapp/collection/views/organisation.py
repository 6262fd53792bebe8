"""Finding a workload's accounts through AWS Organizations, and choosing among them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from reviewapp.collection.domain.discover import ACTIONS
from reviewapp.collection.domain.discoveries import start_discovery
from reviewapp.collection.domain.policy import document_json, statement
from reviewapp.collection.domain.rollouts import TooManyAccounts, connect_found, connectable
from reviewapp.collection.found import (
    STATES,
    Wanted,
    found_accounts,
    found_rows,
    latest_discovery,
    latest_tree,
    unit_options,
)
from reviewapp.collection.models import Discovery
from reviewapp.jobs.domain import request_cancel
from reviewapp.workloads.access import workload_view
from reviewapp.workloads.models import Workload

PER_PAGE = 100


@require_safe
@workload_view(home=True)
def organisation(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """The accounts that were found, and where to look for them."""
    tree = latest_tree(workload)
    context = {
        **_state(workload),
        "connections": workload.connections.all()[:1000],
        "actions_policy": document_json([statement("FindAccounts", ACTIONS)]),
        "tree": tree,
        **(_listed(request, workload, tree) if tree else {}),
    }
    return render(request, "collection/organisation.html", context)


@require_safe
@workload_view(home=True)
def discovery_progress(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """How far it is; the whole page anew once it has ended."""
    context = _state(workload)
    response = render(request, "collection/_discovery.html", context)
    discovery = context["discovery"]
    if discovery is None or not discovery.is_active:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@workload_view(home=True)
def discover(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    wanted = request.POST.get("connection", "")
    connection = workload.connections.filter(account_id=wanted).first()
    if connection is None:
        messages.error(
            request, _("Choose the connection that can list the organisation's accounts.")
        )
    else:
        start_discovery(connection=connection, by=request.user)  # type: ignore[arg-type]
    return _back(workload)


@require_POST
@workload_view(home=True)
def discovery_cancel(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    found = latest_discovery(workload)
    if found is None or not request_cancel(found):
        messages.info(request, _("It had ended already."))
    return _back(workload)


@require_POST
@workload_view(home=True)
def found_connect(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """Connects the ticked accounts, or all that match the filter."""
    tree = get_object_or_404(Discovery, pk=getattr(latest_tree(workload), "pk", None))
    chosen = request.POST.getlist("accounts")
    if request.POST.get("take") == "matching":
        matching = found_accounts(tree, workload, Wanted.of(request.POST.dict()))
        chosen = list(matching.values_list("account_id", flat=True))
    try:
        made = connect_found(workload=workload, discovery=tree, account_ids=chosen)
    except TooManyAccounts as error:
        messages.error(request, str(error))
        return _back(workload)
    if not made:
        messages.info(request, _("No account was added. Tick at least one that can be connected."))
        return _back(workload)
    messages.success(
        request,
        ngettext(
            "%(number)s account added to the workload. "
            "Roll out the role that reads them, then test the connections.",
            "%(number)s accounts added to the workload. "
            "Roll out the role that reads them, then test the connections.",
            len(made),
        )
        % {"number": len(made)},
    )
    return redirect("collection:rollout", workload_id=workload.pk)


def _listed(request: HttpRequest, workload: Workload, tree: Discovery) -> dict[str, Any]:
    wanted = Wanted.of(request.GET.dict())
    found = found_accounts(tree, workload, wanted)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "wanted": wanted,
        "states": STATES.items(),
        "units": unit_options(tree, wanted.unit),
        "page_obj": page,
        "rows": found_rows(tree, workload, page.object_list),
        "matching": connectable(tree, workload).filter(pk__in=found.values("pk")).count(),
    }


def _state(workload: Workload) -> dict[str, Any]:
    return {"workload": workload, "discovery": latest_discovery(workload)}


def _back(workload: Workload) -> HttpResponse:
    return redirect("collection:organisation", workload_id=workload.pk)
